package org.friendsgateway.vendor.tencent;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;

/**
 * The page of {@code v4/sns/friend_import} in Java, with its own spellings.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">导入好友</a>
 */
final class TencentApi {

    static final String PATH = "/v4/sns/friend_import";

    /** The most items of one call. */
    static final int MAX_ITEMS = 1000;

    private TencentApi() {
    }

    /** The body of an import. An empty text clears the stored one; an empty list is left out. */
    static Buffer request(FriendImport batch, String defaultSource) {
        return VendorJson.write(json -> {
            json.writeStartObject();
            json.writeStringField("From_Account", batch.owner());
            json.writeArrayFieldStart("AddFriendItem");
            for (Friend friend : batch.friends()) {
                writeItem(friend, defaultSource, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeItem(Friend friend, String defaultSource, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("To_Account", friend.userId());
        writeText("Remark", friend.remark(), json);
        writeTime("RemarkTime", friend.remarkedAt(), json);
        writeGroups(friend.groups(), json);
        json.writeStringField("AddSource", "AddSource_Type_" + (friend.source() == null ? defaultSource : friend.source()));
        writeText("AddWording", friend.message(), json);
        writeTime("AddTime", friend.addedAt(), json);
        writeAttributes(friend.attributes(), json);
        json.writeEndObject();
    }

    private static void writeText(String name, @Nullable String text, JsonGenerator json) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    private static void writeTime(String name, @Nullable Instant time, JsonGenerator json) throws IOException {
        if (time != null) {
            json.writeNumberField(name, time.getEpochSecond());
        }
    }

    private static void writeGroups(List<String> groups, JsonGenerator json) throws IOException {
        if (!groups.isEmpty()) {
            json.writeArrayFieldStart("GroupName");
            for (String group : groups) {
                json.writeString(group);
            }
            json.writeEndArray();
        }
    }

    // A value is a string or an integer.
    private static void writeAttributes(Map<String, Object> attributes, JsonGenerator json) throws IOException {
        if (!attributes.isEmpty()) {
            json.writeArrayFieldStart("CustomItem");
            for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
                json.writeStartObject();
                json.writeStringField("Tag", attribute.getKey());
                json.writeObjectField("Value", attribute.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
