package org.friendsgateway.vendor.easemob;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorFault;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.vendor.easemob.EasemobApi.Data;
import org.jspecify.annotations.Nullable;

/**
 * Reads the four lists of an answer friend by friend, without regard to case. A friend in two different lists, or in
 * none, is unknown.
 */
final class EasemobVerdicts {

    private enum Verdict {
        SUCCESS,
        NOT_EXIST,
        MAX_LIMIT,
        UN_KNOW,
        CONTRADICTORY
    }

    private final Map<String, Verdict> verdicts = new HashMap<>();

    private EasemobVerdicts(Data data) {
        add(data.success(), Verdict.SUCCESS);
        add(data.notExistFailed(), Verdict.NOT_EXIST);
        add(data.maxLimitFailed(), Verdict.MAX_LIMIT);
        add(data.unKnowFailed(), Verdict.UN_KNOW);
    }

    /** An outcome for each friend of the batch, in order. */
    static List<FriendOutcome> of(FriendImport batch, Data data) {
        EasemobVerdicts verdicts = new EasemobVerdicts(data);
        return batch.friends().stream().map(verdicts::of).toList();
    }

    private void add(@Nullable List<@Nullable String> usernames, Verdict verdict) {
        Optional.ofNullable(usernames).orElse(List.of()).stream().filter(Objects::nonNull)
                .forEach(name -> verdicts.merge(name.toLowerCase(Locale.ROOT), verdict,
                        (one, other) -> one == other ? one : Verdict.CONTRADICTORY));
    }

    private FriendOutcome of(Friend friend) {
        String userId = friend.userId();
        Verdict verdict = verdicts.get(userId.toLowerCase(Locale.ROOT));
        if (verdict == null) {
            return FriendOutcome.judged(userId, Failure
                    .of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer does not mention this friend").unproven());
        }
        return switch (verdict) {
            case SUCCESS -> FriendOutcome.imported(userId);
            case NOT_EXIST -> FriendOutcome.judged(userId, listed(Kind.FRIEND_NOT_FOUND, "NotExistFailed"));
            case MAX_LIMIT -> FriendOutcome.judged(userId, listed(Kind.FRIEND_LIMIT_REACHED, "maxLimitFailed"));
            case UN_KNOW -> FriendOutcome.judged(userId, listed(Kind.VENDOR_UNAVAILABLE, "UnKnowFailed"));
            case CONTRADICTORY -> FriendOutcome.judged(userId, Failure
                    .of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer contradicts itself about this friend").unproven());
        };
    }

    private static Failure listed(Kind kind, String list) {
        return Failure.of(kind).by(new VendorFault(list, null, null));
    }
}
