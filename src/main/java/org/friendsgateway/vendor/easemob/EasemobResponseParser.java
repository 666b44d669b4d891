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
 * Reads the four lists of a response friend by friend, ignoring case. A friend in two different lists, or in none, is
 * unknown.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">导入好友列表</a>
 */
final class EasemobResponseParser {

    private enum Result {
        SUCCESS("success", null, Certainty.UNKNOWN),
        NOT_EXIST("NotExistFailed", Kind.FRIEND_NOT_FOUND, Certainty.NOTHING_IMPORTED),
        MAX_LIMIT("maxLimitFailed", Kind.FRIEND_LIMIT_REACHED, Certainty.NOTHING_IMPORTED),
        UN_KNOW("UnKnowFailed", Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN);

        private final String list;
        private final @Nullable Kind kind;
        private final Certainty certainty;

        Result(String list, @Nullable Kind kind, Certainty certainty) {
            this.list = list;
            this.kind = kind;
            this.certainty = certainty;
        }

        FriendOutcome outcome(String userId) {
            return kind == null ? FriendOutcome.imported(userId)
                    : FriendOutcome.failed(userId,
                            Failure.of(kind).with(certainty).withVendorError(new VendorError(list, null, null)));
        }
    }

    private final Map<String, Result> results = new HashMap<>();
    private final Set<String> contradicted = new HashSet<>();

    /**
     * An outcome for each friend of the batch, in order, or one failure for all of them.
     *
     * @param mask for the texts of the vendor
     */
    static ImportOutcome parse(FriendImport batch, Response response, SecretMask mask) {
        VendorJson body = VendorJson.read(response.body());
        VendorJson data = body == null || response.status() / 100 != 2 ? null : body.object("data");
        if (data == null) {
            return new ImportOutcome.Failed(EasemobErrorMapper.ofRequest(response, body, mask));
        }
        EasemobResponseParser parser = new EasemobResponseParser(data);
        return new ImportOutcome.PerFriend(batch.friends().stream().map(parser::outcome).toList())
                .withRetryAfter(response.retryAfter());
    }

    private EasemobResponseParser(VendorJson data) {
        Stream.of(Result.values()).forEach(result -> data.texts(result.list).forEach(name -> add(name, result)));
    }

    private void add(String name, Result result) {
        Result other = results.putIfAbsent(name.toLowerCase(Locale.ROOT), result);
        if (other != null && other != result) {
            contradicted.add(name.toLowerCase(Locale.ROOT));
        }
    }

    private FriendOutcome outcome(Friend friend) {
        String userId = friend.userId();
        String name = userId.toLowerCase(Locale.ROOT);
        Result result = results.get(name);
        if (result == null) {
            return FriendOutcome.failed(userId,
                    Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer does not mention this friend"));
        }
        return contradicted.contains(name) ? FriendOutcome.failed(userId,
                Failure.of(Kind.VENDOR_UNAVAILABLE, "The vendor's answer contradicts itself about this friend"))
                : result.outcome(userId);
    }
}
