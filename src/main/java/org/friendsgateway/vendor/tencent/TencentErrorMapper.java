package org.friendsgateway.vendor.tencent;

import static org.friendsgateway.failure.Certainty.NOTHING_IMPORTED;
import static org.friendsgateway.failure.Certainty.UNKNOWN;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
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
final class TencentErrorMapper {

    private static final int MIN_SERVER_ERROR = 500;
    private static final Set<Long> SIGNATURE_OUT_OF_DATE = Set.of(70001L, 70003L, 70052L);
    private static final long TOO_MANY_BAD_SIGNATURES = 70050;
    private static final Duration PAUSE_AFTER_BAD_SIGNATURES = Duration.ofSeconds(60);

    /** A code that is not in the table is a refusal, too. */
    private static final Meaning NOT_LISTED = new Meaning(Kind.VENDOR_REJECTED, NOTHING_IMPORTED);

    private static final Map<Long, Meaning> MEANINGS = table(
            row(Kind.USER_NOT_FOUND, NOTHING_IMPORTED, 30003, 70107),
            row(Kind.FRIEND_LIMIT_REACHED, NOTHING_IMPORTED, 30010),
            row(Kind.PEER_LIMIT_REACHED, NOTHING_IMPORTED, 30014),
            row(Kind.GROUP_LIMIT_REACHED, NOTHING_IMPORTED, 30011),
            row(Kind.PENDING_LIMIT_REACHED, NOTHING_IMPORTED, 30012),
            row(Kind.BLOCKLIST_LIMIT_REACHED, NOTHING_IMPORTED, 30013),
            row(Kind.BLOCKED, NOTHING_IMPORTED, 30515, 30525),
            row(Kind.FRIEND_REFUSES_REQUESTS, NOTHING_IMPORTED, 30516),
            row(Kind.PENDING_REQUEST_NOT_FOUND, NOTHING_IMPORTED, 30614),
            row(Kind.CONTENT_REJECTED, NOTHING_IMPORTED, 30005),
            row(Kind.USER_FORBIDDEN, NOTHING_IMPORTED, 30009),
            row(Kind.BLOCKED_BY_POLICY, NOTHING_IMPORTED, 30540, 31707, 70051),
            row(Kind.REJECTED_BY_VENDOR, NOTHING_IMPORTED, 30001, 60002, 60003, 60009, 60015, 70402),
            row(Kind.WRITE_CONFLICT, NOTHING_IMPORTED, 30008),
            row(Kind.VENDOR_UNAUTHORIZED, NOTHING_IMPORTED, 30004, 60004, 60005, 60010, 60025, 70001, 70002, 70003, 70004,
                    70005, 70006, 70007, 70008, 70009, 70010, 70011, 70012, 70013, 70014, 70052, 70403),
            row(Kind.VENDOR_MISCONFIGURED, NOTHING_IMPORTED, 30002, 60006, 60012, 60016, 60017, 60021, 60026, 60027, 70016,
                    70020, 72001, 72011, 72012),
            row(Kind.VENDOR_RATE_LIMITED, NOTHING_IMPORTED, 60007, 60011, 60018, 60019, TOO_MANY_BAD_SIGNATURES, 70114,
                    72010),
            row(Kind.VENDOR_QUOTA_EXHAUSTED, NOTHING_IMPORTED, 60020, 60028, 70398, 72000, 72002, 80005),
            // For a friend it means that consent was requested, so for a whole request it is no refusal.
            row(Kind.VENDOR_REJECTED, UNKNOWN, 30539),
            row(Kind.VENDOR_TIMEOUT, UNKNOWN, 30007, 60008, 60014, 70169, 70202),
            row(Kind.VENDOR_UNAVAILABLE, UNKNOWN, 30006, 60013, 70500));

    private record Meaning(Kind kind, Certainty certainty) {
    }

    private record Row(Meaning meaning, List<Long> codes) {
    }

    private TencentErrorMapper() {
    }

    /** The meaning of a request's {@code ErrorCode}. */
    static Failure ofRequest(long code, @Nullable String info, int httpStatus) {
        Meaning meaning = MEANINGS.getOrDefault(code, NOT_LISTED);
        return failure(meaning.kind(), meaning.certainty(), code, httpStatus)
                .withVendorError(new VendorError(Long.toString(code), info, httpStatus));
    }

    /** The meaning of a friend's {@code ResultCode}, where an unknown account is the friend's, not the user's. */
    static Failure ofItem(long code, @Nullable String info, int httpStatus) {
        Meaning meaning = MEANINGS.getOrDefault(code, NOT_LISTED);
        Kind kind = meaning.kind() == Kind.USER_NOT_FOUND ? Kind.FRIEND_NOT_FOUND : meaning.kind();
        return failure(kind, meaning.certainty(), code, httpStatus)
                .withVendorError(new VendorError(Long.toString(code), info, null));
    }

    // A server error proves nothing, whatever its body says.
    private static Failure failure(Kind kind, Certainty certainty, long code, int httpStatus) {
        Failure failure = Failure.of(kind).with(httpStatus >= MIN_SERVER_ERROR ? UNKNOWN : certainty);
        if (code == TOO_MANY_BAD_SIGNATURES) {
            return failure.withRetryAfter(PAUSE_AFTER_BAD_SIGNATURES);
        }
        return SIGNATURE_OUT_OF_DATE.contains(code) ? failure.with(RetryAdvice.RETRY_WITH_NEW_CREDENTIAL) : failure;
    }

    private static Row row(Kind kind, Certainty certainty, long... codes) {
        return new Row(new Meaning(kind, certainty), LongStream.of(codes).boxed().toList());
    }

    private static Map<Long, Meaning> table(Row... rows) {
        Map<Long, Meaning> table = new HashMap<>();
        for (Row row : rows) {
            row.codes().forEach(code -> table.put(code, row.meaning()));
        }
        return Map.copyOf(table);
    }
}
