package org.friendsgateway.vendor.tencent;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.VendorJson;

/**
 * Knows the answer that nearly all calls get, in one pass over its bytes: everybody is imported, in the order of the call.
 * Of any other answer it says nothing; {@link TencentResponseParser} reads those.
 */
final class TencentFastParser {

    private final List<Friend> friends;
    private final JsonParser json;
    private boolean code;
    private boolean results;
    private boolean failedAccounts;
    private boolean invalidAccounts;

    private TencentFastParser(List<Friend> friends, JsonParser json) {
        this.friends = friends;
        this.json = json;
    }

    /** Whether the answer says plainly, and contradicts nowhere, that every friend of the batch is imported. */
    static boolean importsAll(FriendImport batch, Buffer body) {
        try (JsonParser json = VendorJson.strict(body)) {
            return json != null && new TencentFastParser(batch.friends(), json).isPlain();
        } catch (IOException unusual) {
            return false;
        }
    }

    private boolean isPlain() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (!isPlain(name)) {
                return false;
            }
        }
        return json.currentToken() == JsonToken.END_OBJECT && code && results;
    }

    // A member that comes twice is not plain.
    private boolean isPlain(String name) throws IOException {
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
            boolean plain = switch (name) {
                case "To_Account" -> !account && (account = friend.userId().equals(json.nextTextValue()));
                case "ResultCode" -> !imported && (imported = nextIsZero());
                default -> json.nextToken().isScalarValue();
            };
            if (!plain) {
                return false;
            }
        }
        return json.currentToken() == JsonToken.END_OBJECT && account && imported;
    }
}
