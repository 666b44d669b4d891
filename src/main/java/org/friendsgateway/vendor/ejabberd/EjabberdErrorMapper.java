package org.friendsgateway.vendor.ejabberd;

import static java.util.Map.entry;
import static org.friendsgateway.failure.Certainty.NOTHING_IMPORTED;
import static org.friendsgateway.failure.Certainty.UNKNOWN;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

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
 * What the server's errors mean. A command is refused with an object, or with a text alone; a login with another object:
 *
 * <pre>
 * 401  {"status":"error","code":10,"message":"Oauth Token is invalid or expired."}
 * 400  "Request have missing argument: subs"
 * 500  "internal_error"
 * 400  {"error":"invalid_grant","error_description":"Invalid scope"}
 * </pre>
 *
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/">ejabberd's API</a>
 */
final class EjabberdErrorMapper {

    private record Meaning(Kind kind, Certainty certainty) {
    }

    private static final Pattern CODE = Pattern.compile("[a-z_]+");
    /** Also for an unknown virtual host. */
    private static final String INTERNAL_ERROR = "500 internal_error";

    private static final Map<String, Meaning> BY_STATUS_AND_CODE = Map.of(
            "400 40", new Meaning(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED),
            INTERNAL_ERROR, new Meaning(Kind.VENDOR_MISCONFIGURED, UNKNOWN));

    private static final Map<Integer, Meaning> BY_STATUS = Map.ofEntries(
            entry(400, new Meaning(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED)),
            entry(401, new Meaning(Kind.VENDOR_UNAUTHORIZED, NOTHING_IMPORTED)),
            entry(403, new Meaning(Kind.VENDOR_UNAUTHORIZED, NOTHING_IMPORTED)),
            entry(404, new Meaning(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED)),
            entry(405, new Meaning(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED)),
            entry(408, new Meaning(Kind.VENDOR_TIMEOUT, UNKNOWN)),
            entry(413, new Meaning(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED)),
            entry(415, new Meaning(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED)),
            entry(429, new Meaning(Kind.VENDOR_RATE_LIMITED, NOTHING_IMPORTED)),
            entry(501, new Meaning(Kind.VENDOR_MISCONFIGURED, UNKNOWN)),
            entry(504, new Meaning(Kind.VENDOR_TIMEOUT, UNKNOWN)));

    /** For other statuses, by their first digit: the server refused the call, or failed. */
    private static final Map<Integer, Meaning> BY_CLASS = Map.of(
            4, new Meaning(Kind.VENDOR_REJECTED, NOTHING_IMPORTED),
            5, new Meaning(Kind.VENDOR_UNAVAILABLE, UNKNOWN));
    private static final Meaning WRONG_VERSION = new Meaning(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED);
    private static final Meaning NOT_LISTED = new Meaning(Kind.VENDOR_REJECTED, UNKNOWN);

    private EjabberdErrorMapper() {
    }

    /**
     * The meaning of a response to a command that is no success or cannot be read.
     *
     * @param virtualHostExists false as long as an internal error may mean that it does not
     * @param mask for the texts of the vendor
     */
    static Failure ofCommand(Response response, boolean virtualHostExists, SecretMask mask) {
        int status = response.status();
        VendorError error = error(response, mask);
        // With a status of success this is no refusal, whatever the body says: the friend may have been imported.
        if (error == null || status / 100 == 2) {
            return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer cannot be read")
                    .withVendorError(error == null ? new VendorError(null, null, status) : error)
                    .withRetryAfter(response.retryAfter());
        }
        String code = status + " " + error.code();
        Meaning byStatus = BY_STATUS.getOrDefault(status, BY_CLASS.getOrDefault(status / 100, NOT_LISTED));
        Meaning meaning = virtualHostExists && code.equals(INTERNAL_ERROR) ? byStatus
                : BY_STATUS_AND_CODE.getOrDefault(code, isAboutArguments(error) ? WRONG_VERSION : byStatus);
        Failure failure = Failure.of(meaning.kind()).with(meaning.certainty()).withVendorError(error)
                .withRetryAfter(response.retryAfter());
        // 403 means that the account lacks the right, which no other token of it has.
        return status == 401 ? failure.with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL) : failure;
    }

    // The names of arguments are the same in every call, so another version of the command is to blame and not the import.
    private static boolean isAboutArguments(VendorError error) {
        String message = error.message();
        return Objects.equals(error.httpStatus(), 400) && message != null && message.startsWith("Request have ");
    }

    /** The meaning of a response to a login that contains no token. It never blames an import, which has no part in it. */
    static Failure ofLogin(Response response, SecretMask mask) {
        Failure failure = ofCommand(response, true, mask);
        VendorError error = failure.vendor();
        Kind kind = switch (failure.kind()) {
            case REJECTED_BY_VENDOR -> error != null && "invalid_grant".equals(error.code()) ? Kind.VENDOR_UNAUTHORIZED
                    : Kind.VENDOR_MISCONFIGURED;
            default -> failure.kind();
        };
        return Failure.of(kind).with(NOTHING_IMPORTED).withVendorError(error).withRetryAfter(response.retryAfter());
    }

    // A proxy's error is no JSON, or none of these.
    private static @Nullable VendorError error(Response response, SecretMask mask) {
        VendorJson object = VendorJson.read(response.body());
        String text = VendorJson.readText(response.body());
        if (text != null) {
            boolean isCode = CODE.matcher(text).matches();
            return error(isCode ? text : null, isCode ? null : text, response, mask);
        } else if (object == null) {
            return null;
        } else if ("error".equals(object.text("status"))) {
            Long code = object.integer("code");
            return error(code == null ? null : code.toString(), object.text("message"), response, mask);
        }
        String error = object.text("error");
        return error == null ? null : error(error, object.text("error_description"), response, mask);
    }

    private static VendorError error(@Nullable String code, @Nullable String message, Response response, SecretMask mask) {
        return new VendorError(mask.mask(code), mask.mask(message), response.status());
    }
}
