package org.friendsgateway.vendor.tencent;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.VendorFault;
import org.jspecify.annotations.Nullable;

/**
 * What Tencent's codes mean. A refused request looks like this, with HTTP status 200:
 *
 * <pre>
 * {"ActionStatus":"FAIL","ErrorCode":30008,"ErrorInfo":"Err_SNS_Write_Conflict","ErrorDisplay":""}
 * </pre>
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/1671">错误码</a>
 */
final class TencentFailures {

    private static final Set<Integer> SIGNATURE_OUT_OF_DATE = Set.of(70001, 70003, 70052);
    private static final int ACCOUNT_UNKNOWN = 30003;
    private static final int ACCOUNT_NOT_IMPORTED = 70107;
    private static final int TOO_MANY_BAD_SIGNATURES = 70050;
    private static final Duration AFTER_BAD_SIGNATURES = Duration.ofSeconds(60);

    private static final Map<Integer, Kind> KINDS = table(
            entry(Kind.USER_NOT_FOUND, codes(ACCOUNT_UNKNOWN, ACCOUNT_NOT_IMPORTED)),
            entry(Kind.FRIEND_LIMIT_REACHED, codes(30010)),
            entry(Kind.PEER_LIMIT_REACHED, codes(30014)),
            entry(Kind.GROUP_LIMIT_REACHED, codes(30011)),
            entry(Kind.PENDING_LIMIT_REACHED, codes(30012)),
            entry(Kind.BLOCKLIST_LIMIT_REACHED, codes(30013)),
            entry(Kind.BLOCKED, codes(30515, 30525)),
            entry(Kind.FRIEND_REFUSES_REQUESTS, codes(30516)),
            entry(Kind.PENDING_REQUEST_NOT_FOUND, codes(30614)),
            entry(Kind.CONTENT_REJECTED, codes(30005)),
            entry(Kind.USER_FORBIDDEN, codes(30009)),
            entry(Kind.BLOCKED_BY_POLICY, codes(30540, 31707, 70051)),
            entry(Kind.REJECTED_BY_VENDOR, codes(30001, 60002, 60003, 60009, 60015, 70402)),
            entry(Kind.WRITE_CONFLICT, codes(30008)),
            entry(Kind.VENDOR_UNAUTHORIZED, codes(30004, 60004, 60005, 60010, 60025, 70001, 70002, 70003, 70004, 70005,
                    70006, 70007, 70008, 70009, 70010, 70011, 70012, 70013, 70014, 70052, 70403)),
            entry(Kind.VENDOR_MISCONFIGURED, codes(30002, 60006, 60012, 60016, 60017, 60021, 60026, 60027, 70016, 70020,
                    72001, 72011, 72012)),
            entry(Kind.VENDOR_RATE_LIMITED, codes(60007, 60011, 60018, 60019, TOO_MANY_BAD_SIGNATURES, 70114, 72010)),
            entry(Kind.VENDOR_QUOTA_EXHAUSTED, codes(60020, 60028, 70398, 72000, 72002, 80005)),
            entry(Kind.VENDOR_TIMEOUT, codes(30007, 60008, 60014, 70169, 70202)),
            entry(Kind.VENDOR_UNAVAILABLE, codes(30006, 60013, 70500)));

    private TencentFailures() {
    }

    /** The meaning of a request's {@code ErrorCode}; a code that the table does not know is final and keeps its name. */
    static Failure ofRequest(int code, @Nullable String info, int httpStatus) {
        Kind kind = KINDS.getOrDefault(code, Kind.VENDOR_REJECTED);
        return told(kind, code).by(new VendorFault(Integer.toString(code), info, httpStatus));
    }

    /** The meaning of a friend's {@code ResultCode}, where an unknown account is the friend's and not the user's. */
    static Failure ofItem(int code, @Nullable String info) {
        Kind kind = KINDS.getOrDefault(code, Kind.VENDOR_REJECTED);
        return told(kind == Kind.USER_NOT_FOUND ? Kind.FRIEND_NOT_FOUND : kind, code)
                .by(new VendorFault(Integer.toString(code), info, null));
    }

    private static Failure told(Kind kind, int code) {
        Failure failure = Failure.of(kind);
        if (kind == Kind.VENDOR_TIMEOUT) {
            return failure.unproven();
        }
        if (code == TOO_MANY_BAD_SIGNATURES) {
            return failure.after(AFTER_BAD_SIGNATURES);
        }
        return SIGNATURE_OUT_OF_DATE.contains(code) ? failure.repeat(Repeat.WITH_NEW_CREDENTIAL) : failure;
    }

    @SafeVarargs
    private static Map<Integer, Kind> table(Entry<Kind, int[]>... rows) {
        Map<Integer, Kind> table = new HashMap<>();
        for (Entry<Kind, int[]> row : rows) {
            Arrays.stream(row.getValue()).forEach(code -> table.put(code, row.getKey()));
        }
        return Map.copyOf(table);
    }

    private static int[] codes(int... codes) {
        return codes;
    }
}
