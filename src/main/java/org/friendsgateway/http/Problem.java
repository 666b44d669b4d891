package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.smallrye.mutiny.unchecked.Unchecked;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, the body of every response that is not a success.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(String type, String title, int status, String detail, String instance, String code, String origin,
        boolean retryable, @Nullable Long retryAfterMs, String outcome, String requestId, @Nullable String app,
        @Nullable String provider, @Nullable VendorError vendor, List<Violation> violations) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final ObjectWriter JSON = new JsonMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .writerFor(Problem.class);

    /** @param retryAfterMs when to retry; left out when the failure is not retryable */
    static Problem of(Failure failure, String requestId, @Nullable AppProfile app, long retryAfterMs) {
        Failure.Kind kind = failure.kind();
        return new Problem("urn:friends-gateway:error:" + kind.code(), kind.title(), kind.status(), failure.message(),
                "urn:friends-gateway:request:" + requestId, kind.code(), kind.origin().code(), kind.retryable(),
                kind.retryable() ? retryAfterMs : null, failure.certainty().outcome(), requestId,
                app == null ? null : app.name(), app == null ? null : app.provider(), failure.vendor(),
                failure.violations());
    }

    // Through a string, because callers' names and vendors' texts may contain half a surrogate pair, which Jackson refuses to
    // write as UTF-8.
    byte[] toJson() {
        return Unchecked.supplier(() -> JSON.writeValueAsString(this)).get().getBytes(UTF_8);
    }
}
