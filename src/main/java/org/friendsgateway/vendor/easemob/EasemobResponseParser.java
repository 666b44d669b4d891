package org.friendsgateway.vendor.easemob;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
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
 * Reads the four lists of an answer friend by friend, without regard to case. A friend in two different lists, or in
 * none, is unknown.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">导入好友列表</a>
 */
final class EasemobResponseParser {

    private enum Verdict {
        SUCCESS("success", null, Certainty.UNKNOWN),
        NOT_EXIST("NotExistFailed", Kind.FRIEND_NOT_FOUND, Certainty.NOTHING_IMPORTED),
        MAX_LIMIT("maxLimitFailed", Kind.FRIEND_LIMIT_REACHED, Certainty.NOTHING_IMPORTED),
        UN_KNOW("UnKnowFailed", Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN);

        private final String list;
        private final @Nullable Kind kind;
        private final Certainty certainty;

        Verdict(String list, @Nullable Kind kind, Certainty certainty) {
            this.list = list;
            this.kind = kind;
            this.certainty = certainty;
        }

        FriendOutcome of(String userId) {
            return kind == null ? FriendOutcome.imported(userId)
                    : FriendOutcome.failed(userId,
                            Failure.of(kind).with(certainty).withVendorError(new VendorError(list, null, null)));
        }
    }

    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Set<String> contradicted = new HashSet<>();

    /**
     * An outcome for each friend of the batch, in order, or one failure for all of them.
     *
     * @param mask for the texts of the vendor
     */
    static ImportOutcome parse(FriendImport batch, Response answer, SecretMask mask) {
        VendorJson body = VendorJson.read(answer.body());
        VendorJson data = body == null || answer.status() / 100 != 2 ? null : body.object("data");
        if (data == null) {
            return new ImportOutcome.Failed(EasemobErrorMapper.of(answer, body, mask));
        }
        EasemobResponseParser parser = new EasemobResponseParser(data);
        return new ImportOutcome.PerFriend(batch.friends().stream().map(parser::outcome).toList())
                .withRetryAfter(answer.retryAfter());
    }

    private EasemobResponseParser(VendorJson data) {
        Stream.of(Verdict.values()).forEach(verdict -> data.texts(verdict.list).forEach(name -> add(name, verdict)));
    }

    private void add(String name, Verdict verdict) {
        Verdict other = verdicts.putIfAbsent(name.toLowerCase(Locale.ROOT), verdict);
        if (other != null && other != verdict) {
            contradicted.add(name.toLowerCase(Locale.ROOT));
        }
    }

    private FriendOutcome outcome(Friend friend) {
        String userId = friend.userId();
        String name = userId.toLowerCase(Locale.ROOT);
        Verdict verdict = verdicts.get(name);
        if (verdict == null) {
            return FriendOutcome.failed(userId,
                    Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer does not mention this friend"));
        }
        return contradicted.contains(name) ? FriendOutcome.failed(userId,
                Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer contradicts itself about this friend"))
                : verdict.of(userId);
    }
}
