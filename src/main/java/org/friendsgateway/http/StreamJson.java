package org.friendsgateway.http;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import org.friendsgateway.bulk.BulkStream.Line;
import org.friendsgateway.bulk.BulkTally;
import org.friendsgateway.bulk.EndReason;
import org.friendsgateway.bulk.LineAnswer;
import org.friendsgateway.friend.FriendOutcome.Status;

/** The JSON of a stream's answer; each method gives one object without a newline. */
final class StreamJson {

    private static final JsonFactory JSON = new JsonFactory();

    private StreamJson() {
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static String line(Line line, LineAnswer answer) {
        String head = object(json -> {
            json.writeNumberField("line", line.number());
            if (line.id() != null) {
                json.writeStringField("id", line.id());
            }
            json.writeNumberField("status", answer.status());
        });
        return head.substring(0, head.length() - 1) + ",\"body\":" + answer.body() + "}";
    }

    /** @param bodyRead whether all lines are known, so that the time left can be estimated */
    static String progress(BulkTally tally, boolean bodyRead) {
        return object(json -> {
            json.writeObjectFieldStart("progress");
            json.writeObjectFieldStart("lines");
            json.writeNumberField("read", tally.read());
            json.writeNumberField("done", tally.done());
            json.writeEndObject();
            writeFriends(json, tally);
            json.writeNumberField("callsPerSecond", Math.round(tally.callsPerSecond() * 10) / 10.0);
            Duration remaining = tally.remaining();
            if (bodyRead && remaining != null) {
                json.writeNumberField("etaMs", remaining.toMillis());
            }
            json.writeEndObject();
        });
    }

    static String end(BulkTally tally, EndReason reason) {
        return object(json -> {
            json.writeObjectFieldStart("end");
            json.writeStringField("reason", reason.code());
            writeLines(json, tally);
            writeFriends(json, tally);
            if (!tally.retryLines().isEmpty()) {
                json.writeObjectFieldStart("retry");
                json.writeFieldName("lines");
                long[] lines = tally.retryLines().stream().mapToLong(Long::longValue).toArray();
                json.writeArray(lines, 0, lines.length);
                json.writeNumberField("afterMs", tally.retryAfter().toMillis());
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    private static void writeLines(JsonGenerator json, BulkTally tally) throws IOException {
        json.writeObjectFieldStart("lines");
        json.writeNumberField("total", tally.read());
        json.writeNumberField("complete", tally.complete());
        json.writeNumberField("partial", tally.partial());
        json.writeNumberField("failed", tally.failed());
        json.writeNumberField("rejected", tally.rejected());
        json.writeNumberField("replayed", tally.replayed());
        json.writeNumberField("notStarted", tally.notStarted());
        json.writeEndObject();
    }

    private static void writeFriends(JsonGenerator json, BulkTally tally) throws IOException {
        json.writeObjectFieldStart("friends");
        for (Status status : Status.values()) {
            json.writeNumberField(status.code(), tally.friends(status));
        }
        json.writeEndObject();
    }

    private static String object(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
