package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.Warning;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/** Writes the body of a 200 or 207 response. Members that do not apply are left out. */
final class ImportResponseWriter {

    private static final JsonFactory JSON = JsonFactory.builder()
            // It would otherwise escape characters beyond the Basic Multilingual Plane.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();
    /** Typical sizes of a body without friends, and of a friend in it. */
    private static final int BODY_BYTES = 300;
    private static final int FRIEND_BYTES = 60;
    private static final Status[] STATUSES = Status.values();

    private final JsonGenerator json;

    private ImportResponseWriter(JsonGenerator json) {
        this.json = json;
    }

    static byte[] write(ImportResult result, AppProfile app, String userId, String requestId) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES + FRIEND_BYTES * result.outcomes().size());
        try (JsonGenerator json = JSON.createGenerator(body)) {
            new ImportResponseWriter(json).writeBody(result, app, userId, requestId);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return body.toByteArray();
    }

    private void writeBody(ImportResult result, AppProfile app, String userId, String requestId) throws IOException {
        json.writeStartObject();
        json.writeStringField("requestId", requestId);
        json.writeStringField("app", app.name());
        json.writeStringField("provider", app.provider());
        json.writeStringField("userId", userId);
        writeSummary(result.outcomes());
        writeResults(result.outcomes());
        writeWarnings(result.warnings());
        List<String> retryable = result.retryable();
        if (!retryable.isEmpty()) {
            writeRetry(retryable, result.retryAfter().toMillis());
        }
        json.writeEndObject();
    }

    private void writeSummary(List<FriendOutcome> outcomes) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total", outcomes.size());
        for (Status status : STATUSES) {
            json.writeNumberField(status.code(), count(outcomes, status));
        }
        json.writeEndObject();
    }

    private static int count(List<FriendOutcome> outcomes, Status status) {
        int count = 0;
        for (FriendOutcome outcome : outcomes) {
            if (outcome.status() == status) {
                count++;
            }
        }
        return count;
    }

    private void writeResults(List<FriendOutcome> outcomes) throws IOException {
        json.writeArrayFieldStart("results");
        for (FriendOutcome outcome : outcomes) {
            json.writeStartObject();
            json.writeStringField("userId", outcome.userId());
            json.writeStringField("status", outcome.status().code());
            if (outcome.failure() != null) {
                writeError(outcome.failure());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeError(Failure failure) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("code", failure.kind().code());
        writeText("message", failure.message());
        json.writeStringField("origin", failure.kind().origin().code());
        json.writeBooleanField("retryable", failure.kind().retryable());
        if (failure.vendor() != null) {
            writeVendor(failure.vendor());
        }
        json.writeEndObject();
    }

    private void writeVendor(VendorError vendor) throws IOException {
        json.writeObjectFieldStart("vendor");
        writeText("code", vendor.code());
        writeText("message", vendor.message());
        if (vendor.httpStatus() != null) {
            json.writeNumberField("httpStatus", vendor.httpStatus());
        }
        json.writeEndObject();
    }

    // A vendor's text may contain half a surrogate pair, which Jackson refuses to write as UTF-8.
    private void writeText(String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, new String(text.getBytes(UTF_8), UTF_8));
        }
    }

    private void writeWarnings(List<Warning> warnings) throws IOException {
        json.writeArrayFieldStart("warnings");
        for (Warning warning : warnings) {
            json.writeStartObject();
            json.writeStringField("code", warning.code());
            json.writeStringField("field", warning.field());
            json.writeStringField("message", warning.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRetry(List<String> userIds, long afterMs) throws IOException {
        json.writeObjectFieldStart("retry");
        json.writeFieldName("userIds");
        json.writeArray(userIds.toArray(String[]::new), 0, userIds.size());
        json.writeNumberField("afterMs", afterMs);
        json.writeEndObject();
    }
}
