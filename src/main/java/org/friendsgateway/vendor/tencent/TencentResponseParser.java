package org.friendsgateway.vendor.tencent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer friend by friend. {@code ResultItem} is the verdict, whatever {@code ActionStatus} and the HTTP status
 * say; a friend that the answer contradicts itself about, or does not mention, is unknown. Both forms of the answer are
 * read: the older one always has {@code Fail_Account} and {@code Invalid_Account}, the newer one {@code Fail_Account} alone
 * and only when an account failed.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">导入好友</a>
 */
final class TencentResponseParser {

    private static final long OK = 0;
    private static final long PARAMETER_ERROR = 30001;
    private static final long PENDING = 30539;

    private final int httpStatus;
    private final Map<String, Result> results = new HashMap<>();
    private final Set<String> contradicted = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Failure notMentioned;

    private record Result(String account, long code, @Nullable String info) {

        static @Nullable Result of(VendorJson item, SecretMask mask) {
            String account = item.text("To_Account");
            Long code = item.integer("ResultCode");
            return account == null || code == null ? null : new Result(account, code, mask.mask(item.text("ResultInfo")));
        }

        /** Now, or before: an item is also refused when the two are friends already. */
        boolean isImported() {
            return code == OK || (code == PARAMETER_ERROR && info != null && info.endsWith("Friend_Exist"));
        }
    }

    /**
     * An outcome for each friend of the batch, in order, or one failure for all of them.
     *
     * @param mask for the texts of the vendor
     */
    static ImportOutcome parse(FriendImport batch, Response answer, SecretMask mask) {
        if (TencentFastParser.importsAll(batch, answer.body())) {
            return new ImportOutcome.PerFriend(batch.friends().stream().map(friend -> FriendOutcome.imported(friend.userId()))
                    .toList());
        }
        return parseLeniently(batch, answer, mask);
    }

    /** The same, of any answer. */
    static ImportOutcome parseLeniently(FriendImport batch, Response answer, SecretMask mask) {
        VendorJson body = VendorJson.read(answer.body());
        ImportOutcome outcome = body == null ? new ImportOutcome.Failed(unreadable(answer.status()))
                : parse(batch, body, answer.status(), mask);
        return outcome.withRetryAfter(answer.retryAfter());
    }

    private static ImportOutcome parse(FriendImport batch, VendorJson body, int httpStatus, SecretMask mask) {
        Long code = body.integer("ErrorCode");
        Failure failure = code == null ? unreadable(httpStatus)
                : TencentErrorMapper.ofRequest(code, mask.mask(body.text("ErrorInfo")), httpStatus);
        TencentResponseParser parser = new TencentResponseParser(body, httpStatus,
                code == null || code == OK ? notMentioned() : failure.with(Certainty.UNKNOWN), mask);
        if (parser.results.isEmpty() && (code == null || code != OK)) {
            return new ImportOutcome.Failed(failure);
        }
        return new ImportOutcome.PerFriend(batch.friends().stream().map(parser::outcome).toList());
    }

    private static Failure unreadable(int httpStatus) {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer cannot be read")
                .withVendorError(new VendorError(null, null, httpStatus));
    }

    private static Failure notMentioned() {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer does not mention this friend");
    }

    private TencentResponseParser(VendorJson body, int httpStatus, Failure notMentioned, SecretMask mask) {
        this.httpStatus = httpStatus;
        this.notMentioned = notMentioned;
        body.objects("ResultItem").map(item -> Result.of(item, mask)).filter(Objects::nonNull).forEach(this::add);
        Stream.concat(body.texts("Fail_Account"), body.texts("Invalid_Account")).forEach(failed::add);
    }

    private void add(Result result) {
        Result other = results.putIfAbsent(result.account(), result);
        if (other != null && (other.code() != result.code() || other.isImported() != result.isImported())) {
            contradicted.add(result.account());
        }
    }

    private FriendOutcome outcome(Friend friend) {
        String userId = friend.userId();
        Result result = results.get(userId);
        if (result == null) {
            return FriendOutcome.failed(userId, failed.contains(userId) ? failedWithoutReason() : notMentioned);
        }
        // An account with another code is listed as failed even when it is a friend already or has to confirm.
        boolean contradiction = contradicted.contains(userId) || (result.code() == OK && failed.contains(userId));
        return contradiction ? FriendOutcome.failed(userId, contradiction()) : verdict(userId, result);
    }

    private FriendOutcome verdict(String userId, Result result) {
        if (result.isImported()) {
            return FriendOutcome.imported(userId);
        }
        return result.code() == PENDING ? FriendOutcome.pending(userId)
                : FriendOutcome.failed(userId, TencentErrorMapper.ofItem(result.code(), result.info(), httpStatus));
    }

    private static Failure failedWithoutReason() {
        return Failure.of(Kind.VENDOR_REJECTED, "The vendor lists this friend as failed and gives no reason");
    }

    private static Failure contradiction() {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer contradicts itself about this friend");
    }
}
