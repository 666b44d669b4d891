package org.friendsgateway.vendor.easemob;

import static java.util.Map.entry;
import static org.friendsgateway.failure.Certainty.NOTHING_IMPORTED;
import static org.friendsgateway.failure.Certainty.UNKNOWN;

import java.util.Map;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;

/**
 * What Easemob's errors mean. A refused request looks like this, with HTTP status 403:
 *
 * <pre>
 * {"error":"exceed_limit","exception":"…","timestamp":1712728623854,"duration":0,
 *  "error_description":"Inviter's contact max count."}
 * </pre>
 *
 * @see <a href="https://doc.easemob.com/document/server-side/error.html">错误码</a>
 */
final class EasemobErrorMapper {

    private record Meaning(Kind kind, Certainty certainty) {
    }

    private static final Map<String, Meaning> BY_STATUS_AND_ERROR = Map.ofEntries(
            entry("404 service_resource_not_found", new Meaning(Kind.USER_NOT_FOUND, NOTHING_IMPORTED)),
            entry("404 organization_application_not_found", new Meaning(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED)),
            entry("403 exceed_limit", new Meaning(Kind.FRIEND_LIMIT_REACHED, NOTHING_IMPORTED)),
            entry("403 forbidden_op", new Meaning(Kind.USER_FORBIDDEN, NOTHING_IMPORTED)),
            entry("403 forbidden_service_operation", new Meaning(Kind.USER_FORBIDDEN, NOTHING_IMPORTED)),
            entry("429 resource_limited", new Meaning(Kind.VENDOR_QUOTA_EXHAUSTED, NOTHING_IMPORTED)),
            entry("500 web_application", new Meaning(Kind.VENDOR_MISCONFIGURED, UNKNOWN)),
            entry("500 unsupported_service_operation", new Meaning(Kind.VENDOR_MISCONFIGURED, UNKNOWN)));

    private static final Map<Integer, Meaning> BY_STATUS = Map.ofEntries(
            entry(400, new Meaning(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED)),
            entry(401, new Meaning(Kind.VENDOR_UNAUTHORIZED, NOTHING_IMPORTED)),
            entry(405, new Meaning(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED)),
            entry(408, new Meaning(Kind.VENDOR_TIMEOUT, UNKNOWN)),
            entry(413, new Meaning(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED)),
            entry(415, new Meaning(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED)),
            entry(429, new Meaning(Kind.VENDOR_RATE_LIMITED, NOTHING_IMPORTED)),
            entry(501, new Meaning(Kind.VENDOR_MISCONFIGURED, UNKNOWN)),
            entry(504, new Meaning(Kind.VENDOR_TIMEOUT, UNKNOWN)));

    /** For other statuses, by their first digit: the vendor refused the call, or failed. */
    private static final Map<Integer, Meaning> BY_CLASS = Map.of(
            4, new Meaning(Kind.VENDOR_REJECTED, NOTHING_IMPORTED),
            5, new Meaning(Kind.VENDOR_UNAVAILABLE, UNKNOWN));
    private static final Meaning NOT_LISTED = new Meaning(Kind.VENDOR_REJECTED, UNKNOWN);

    private EasemobErrorMapper() {
    }

    /**
     * The meaning of a response to an import that is no success or cannot be read.
     *
     * @param body null when it is no JSON object
     * @param mask for the texts of the vendor
     */
    static Failure ofRequest(Response response, @Nullable VendorJson body, SecretMask mask) {
        int status = response.status();
        // With a status of success this is no refusal, whatever the body says: friends may have been imported.
        if (body == null || status / 100 == 2) {
            return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer cannot be read")
                    .withVendorError(error(status, body, mask)).withRetryAfter(response.retryAfter());
        }
        Meaning meaning = BY_STATUS_AND_ERROR.getOrDefault(status + " " + body.text("error"),
                BY_STATUS.getOrDefault(status, BY_CLASS.getOrDefault(status / 100, NOT_LISTED)));
        Failure failure = Failure.of(meaning.kind()).with(meaning.certainty())
                .withVendorError(error(status, body, mask)).withRetryAfter(response.retryAfter());
        return meaning.kind() == Kind.VENDOR_UNAUTHORIZED ? failure.with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL) : failure;
    }

    /**
     * The meaning of a response to a login that contains no token. It never blames a user or an import, because neither has
     * a part in it.
     */
    static Failure ofLogin(Response response, @Nullable VendorJson body, SecretMask mask) {
        Failure failure = ofRequest(response, body, mask);
        boolean wrongClient = response.status() == 400 && body != null && "invalid_grant".equals(body.text("error"));
        Kind kind = switch (wrongClient ? Kind.VENDOR_UNAUTHORIZED : failure.kind()) {
            case VENDOR_UNAUTHORIZED, USER_FORBIDDEN -> Kind.VENDOR_UNAUTHORIZED;
            case USER_NOT_FOUND, FRIEND_LIMIT_REACHED, REJECTED_BY_VENDOR -> Kind.VENDOR_MISCONFIGURED;
            default -> failure.kind();
        };
        return Failure.of(kind).with(NOTHING_IMPORTED).withVendorError(error(response.status(), body, mask))
                .withRetryAfter(response.retryAfter());
    }

    private static VendorError error(int status, @Nullable VendorJson body, SecretMask mask) {
        return body == null ? new VendorError(null, null, status)
                : new VendorError(mask.mask(body.text("error")), mask.mask(body.text("error_description")), status);
    }
}
