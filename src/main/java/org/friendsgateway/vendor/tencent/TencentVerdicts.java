package org.friendsgateway.vendor.tencent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorFault;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.vendor.tencent.TencentApi.Answer;
import org.friendsgateway.vendor.tencent.TencentApi.ResultItem;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer friend by friend. {@code ResultItem} is the verdict, whatever {@code ActionStatus} says; a friend that
 * the answer contradicts itself about, or says nothing of, is unknown.
 */
final class TencentVerdicts {

    private static final int OK = 0;
    private static final int PARAMETER_ERROR = 30001;
    private static final int PENDING = 30539;

    private final Map<String, ResultItem> results = new HashMap<>();
    private final Set<String> contradicted = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Failure forgotten;

    /**
     * @return an outcome for each friend of the batch, in order
     * @throws org.friendsgateway.failure.GatewayException when the answer holds one reason for the whole call
     */
    static List<FriendOutcome> of(FriendImport batch, Answer answer, int httpStatus) {
        if (answer.resultItem() == null || answer.resultItem().isEmpty()) {
            failAsAWhole(answer, httpStatus);
        }
        TencentVerdicts verdicts = new TencentVerdicts(answer, httpStatus);
        return batch.friends().stream().map(verdicts::of).toList();
    }

    static Failure unreadable(int httpStatus) {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer cannot be read").unproven()
                .by(new VendorFault(null, null, httpStatus));
    }

    private static void failAsAWhole(Answer answer, int httpStatus) {
        if (answer.errorCode() == null) {
            throw unreadable(httpStatus).exception();
        }
        if (answer.errorCode() != OK) {
            throw TencentFailures.ofRequest(answer.errorCode(), answer.errorInfo(), httpStatus).exception();
        }
    }

    private TencentVerdicts(Answer answer, int httpStatus) {
        stream(answer.resultItem()).forEach(this::add);
        Stream.concat(stream(answer.failAccount()), stream(answer.invalidAccount())).forEach(failed::add);
        int code = answer.errorCode() == null ? OK : answer.errorCode();
        forgotten = (code == OK ? Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer does not mention this friend")
                : TencentFailures.ofRequest(code, answer.errorInfo(), httpStatus)).unproven();
    }

    private static <T> Stream<T> stream(@Nullable List<@Nullable T> list) {
        return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
    }

    private void add(ResultItem item) {
        if (item.toAccount() != null && item.resultCode() != null) {
            ResultItem other = results.putIfAbsent(item.toAccount(), item);
            if (other != null && !Objects.equals(other.resultCode(), item.resultCode())) {
                contradicted.add(item.toAccount());
            }
        }
    }

    private FriendOutcome of(Friend friend) {
        String userId = friend.userId();
        ResultItem result = results.get(userId);
        if (result == null || result.resultCode() == null) {
            return FriendOutcome.judged(userId, failed.contains(userId) ? listedAsFailed() : forgotten);
        }
        // Whoever has another code is listed as failed, be it a friend already or one who must confirm.
        boolean contradiction = contradicted.contains(userId) || (result.resultCode() == OK && failed.contains(userId));
        return contradiction ? FriendOutcome.judged(userId, contradictory())
                : judge(userId, result.resultCode(), result.resultInfo());
    }

    private static FriendOutcome judge(String userId, int code, @Nullable String info) {
        if (code == OK || (code == PARAMETER_ERROR && info != null && info.endsWith("Friend_Exist"))) {
            return FriendOutcome.imported(userId);
        }
        return code == PENDING ? FriendOutcome.pending(userId)
                : FriendOutcome.judged(userId, TencentFailures.ofItem(code, info));
    }

    private static Failure listedAsFailed() {
        return Failure.of(Kind.VENDOR_REJECTED, "The vendor lists this friend as failed and gives no reason");
    }

    private static Failure contradictory() {
        return Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer contradicts itself about this friend").unproven();
    }
}
