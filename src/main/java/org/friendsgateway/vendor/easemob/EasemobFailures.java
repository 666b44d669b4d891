package org.friendsgateway.vendor.easemob;

import static java.util.Map.entry;

import java.util.Map;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.VendorFault;
import org.friendsgateway.vendor.easemob.EasemobApi.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What Easemob's refusals mean. One looks like this, with HTTP status 403:
 *
 * <pre>
 * {"error":"exceed_limit","exception":"…","timestamp":1712728623854,"duration":0,
 *  "error_description":"Inviter's contact max count."}
 * </pre>
 *
 * @see <a href="https://doc.easemob.com/document/server-side/error.html">错误码</a>
 */
final class EasemobFailures {

    private static final Map<String, Kind> BY_STATUS_AND_ERROR = Map.ofEntries(
            entry("404 service_resource_not_found", Kind.USER_NOT_FOUND),
            entry("404 organization_application_not_found", Kind.VENDOR_MISCONFIGURED),
            entry("403 exceed_limit", Kind.FRIEND_LIMIT_REACHED),
            entry("403 forbidden_op", Kind.USER_FORBIDDEN),
            entry("403 forbidden_service_operation", Kind.USER_FORBIDDEN),
            entry("429 reach_limit", Kind.VENDOR_RATE_LIMITED),
            entry("429 null", Kind.VENDOR_RATE_LIMITED),
            entry("429 resource_limited", Kind.VENDOR_QUOTA_EXHAUSTED),
            entry("500 web_application", Kind.VENDOR_MISCONFIGURED),
            entry("500 unsupported_service_operation", Kind.VENDOR_MISCONFIGURED));

    private static final Map<Integer, Kind> BY_STATUS = Map.ofEntries(
            entry(400, Kind.REJECTED_BY_VENDOR),
            entry(401, Kind.VENDOR_UNAUTHORIZED),
            entry(405, Kind.VENDOR_MISCONFIGURED),
            entry(408, Kind.VENDOR_TIMEOUT),
            entry(413, Kind.REJECTED_BY_VENDOR),
            entry(415, Kind.REJECTED_BY_VENDOR),
            entry(500, Kind.VENDOR_UNAVAILABLE),
            entry(501, Kind.VENDOR_MISCONFIGURED),
            entry(502, Kind.VENDOR_UNAVAILABLE),
            entry(503, Kind.VENDOR_UNAVAILABLE),
            entry(504, Kind.VENDOR_TIMEOUT));

    private EasemobFailures() {
    }

    /**
     * The meaning of an answer with another status than 200.
     *
     * @param refusal what the body says; null when it cannot be read, which leaves the fate open where the status does not
     *        rule out that the call was carried out
     */
    static Failure of(int status, @Nullable Refusal refusal) {
        if (status / 100 == 2) {
            // No refusal: whatever it says, the call may have been carried out.
            return unreadable(fault(status, refusal));
        }
        String error = refusal == null ? null : refusal.error();
        return told(BY_STATUS_AND_ERROR.getOrDefault(status + " " + error,
                BY_STATUS.getOrDefault(status, Kind.VENDOR_REJECTED)), status, refusal);
    }

    /**
     * The meaning of an answer of the token endpoint with another status than 200. It can blame no user and no import, for
     * the gateway alone asks for tokens.
     */
    static Failure ofLogin(int status, @Nullable Refusal refusal) {
        boolean wrongClient = status == 400 && refusal != null && "invalid_grant".equals(refusal.error());
        Failure failure = of(status, refusal);
        return switch (wrongClient ? Kind.VENDOR_UNAUTHORIZED : failure.kind()) {
            case VENDOR_UNAUTHORIZED, USER_FORBIDDEN -> told(Kind.VENDOR_UNAUTHORIZED, status, refusal);
            case USER_NOT_FOUND, FRIEND_LIMIT_REACHED, REJECTED_BY_VENDOR -> told(Kind.VENDOR_MISCONFIGURED, status, refusal);
            default -> failure;
        };
    }

    private static Failure told(Kind kind, int status, @Nullable Refusal refusal) {
        String error = refusal == null ? null : refusal.error();
        Failure failure = Failure.of(kind).by(fault(status, refusal));
        if (kind == Kind.VENDOR_TIMEOUT || (kind == Kind.VENDOR_UNAVAILABLE && error == null)) {
            return failure.unproven();
        }
        return kind == Kind.VENDOR_UNAUTHORIZED ? failure.repeat(Repeat.WITH_NEW_CREDENTIAL) : failure;
    }

    private static VendorFault fault(int status, @Nullable Refusal refusal) {
        return new VendorFault(refusal == null ? null : refusal.error(),
                refusal == null ? null : refusal.errorDescription(), status);
    }

    static Failure unreadable(int status) {
        return unreadable(fault(status, null));
    }

    private static Failure unreadable(VendorFault fault) {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer cannot be read").unproven().by(fault);
    }
}
