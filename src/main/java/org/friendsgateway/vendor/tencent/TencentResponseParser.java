package org.friendsgateway.vendor.tencent;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.vertx.core.buffer.Buffer;

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
 * Reads a response friend by friend. {@code ResultItem} decides, whatever {@code ActionStatus} and the HTTP status say. A
 * friend is unknown when the response contradicts itself about it or does not mention it. Both forms of the response are
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

        /** Whether the friend is imported: now, or before, which Tencent reports as an error. */
        boolean isImported() {
            return code == OK || (code == PARAMETER_ERROR && info != null && info.endsWith("Friend_Exist"));
        }
    }

    /**
     * An outcome for each friend of the batch, in order, or one failure for all of them.
     *
     * @param mask for the texts of the vendor
     */
    static ImportOutcome parse(FriendImport batch, Response response, SecretMask mask) {
        if (importsAll(batch, response.body())) {
            return new ImportOutcome.PerFriend(batch.friends().stream().map(friend -> FriendOutcome.imported(friend.userId()))
                    .toList());
        }
        return parseLeniently(batch, response, mask);
    }

    /** Whether the response says in the usual way that every friend is imported; false of any other response. */
    static boolean importsAll(FriendImport batch, Buffer body) {
        try (JsonParser json = VendorJson.strict(body)) {
            return json != null && new FastPath(batch.friends(), json).importsAll();
        } catch (IOException unusual) {
            return false;
        }
    }

    /** Like {@link #parse}, without the fast path. */
    static ImportOutcome parseLeniently(FriendImport batch, Response response, SecretMask mask) {
        VendorJson body = VendorJson.read(response.body());
        ImportOutcome outcome = body == null ? new ImportOutcome.Failed(unreadable(response.status()))
                : parse(batch, body, response.status(), mask);
        return outcome.withRetryAfter(response.retryAfter());
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
        return contradiction ? FriendOutcome.failed(userId, contradiction()) : outcome(userId, result);
    }

    private FriendOutcome outcome(String userId, Result result) {
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

    /**
     * Recognizes the response to nearly all calls, in one pass over its bytes: every friend is imported, in the order of the
     * call, and no member occurs twice.
     */
    private static final class FastPath {

        private final List<Friend> friends;
        private final JsonParser json;
        private boolean code;
        private boolean results;
        private boolean failedAccounts;
        private boolean invalidAccounts;

        FastPath(List<Friend> friends, JsonParser json) {
            this.friends = friends;
            this.json = json;
        }

        boolean importsAll() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (!isUsual(name)) {
                    return false;
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT && code && results;
        }

        private boolean isUsual(String name) throws IOException {
            return switch (name) {
                case "ErrorCode" -> !code && (code = nextIsZero());
                case "ResultItem" -> !results && (results = nextAreResults());
                case "Fail_Account" -> !failedAccounts && (failedAccounts = nextIsEmptyList());
                case "Invalid_Account" -> !invalidAccounts && (invalidAccounts = nextIsEmptyList());
                default -> json.nextToken().isScalarValue();
            };
        }

        private boolean nextIsZero() throws IOException {
            return json.nextToken() == JsonToken.VALUE_NUMBER_INT && json.getLongValue() == 0;
        }

        private boolean nextIsEmptyList() throws IOException {
            return json.nextToken() == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY;
        }

        private boolean nextAreResults() throws IOException {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                return false;
            }
            for (Friend friend : friends) {
                if (json.nextToken() != JsonToken.START_OBJECT || !isResultOf(friend)) {
                    return false;
                }
            }
            return json.nextToken() == JsonToken.END_ARRAY;
        }

        private boolean isResultOf(Friend friend) throws IOException {
            boolean account = false;
            boolean imported = false;
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                boolean usual = switch (name) {
                    case "To_Account" -> !account && (account = friend.userId().equals(json.nextTextValue()));
                    case "ResultCode" -> !imported && (imported = nextIsZero());
                    default -> json.nextToken().isScalarValue();
                };
                if (!usual) {
                    return false;
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT && account && imported;
        }
    }
}
