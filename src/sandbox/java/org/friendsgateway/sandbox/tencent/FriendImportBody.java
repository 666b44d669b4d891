package org.friendsgateway.sandbox.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.friendsgateway.sandbox.tencent.TencentResponses.refused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.server.RefusedException;
import org.friendsgateway.sandbox.wire.StrictObject;

/**
 * The body of Tencent's {@code friend_import}, parsed as strictly as the pages demand.
 *
 * @param friends by id, in the order of the request
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 * @see <a href="https://cloud.tencent.com/document/product/269/1501">the fields of a friend</a>
 */
record FriendImportBody(String owner, Map<String, TencentFriend> friends) {

    private static final int MAX_FRIENDS = 1000;
    private static final Set<String> FIELDS = Set.of("From_Account", "AddFriendItem");
    private static final Set<String> FRIEND_FIELDS = Set.of("To_Account", "Remark", "RemarkTime", "GroupName", "AddSource",
            "AddWording", "AddTime", "CustomItem");
    private static final Set<String> TAG_FIELDS = Set.of("Tag", "Value");
    private static final Pattern ACCOUNT = Pattern.compile("[ -~]{1,32}");
    private static final Pattern SOURCE = Pattern.compile("AddSource_Type_[A-Za-z]{1,8}");
    private static final Pattern TAG = Pattern.compile("Tag_SNS_.+");
    /** Times are seconds; larger values are mistaken milliseconds. */
    private static final long MAX_SECOND = 0xFFFF_FFFFL;

    /** Throws {@link RefusedException} for the first violation. */
    static FriendImportBody parse(JsonNode json) {
        try {
            StrictObject body = new StrictObject(json, "body", FIELDS);
            String owner = account(body, "From_Account");
            JsonNode items = body.array("AddFriendItem").orElseThrow(() -> body.invalid("AddFriendItem", "is missing"));
            if (items.isEmpty() || items.size() > MAX_FRIENDS) {
                throw body.invalid("AddFriendItem", "must have 1 to " + MAX_FRIENDS + " items, not " + items.size());
            }
            return new FriendImportBody(owner, friends(owner, items));
        } catch (IllegalArgumentException invalid) {
            throw refused(30001, "Err_SNS_FriendImport_Param_Invalid: " + invalid.getMessage());
        }
    }

    private static Map<String, TencentFriend> friends(String owner, JsonNode items) {
        Map<String, TencentFriend> friends = new LinkedHashMap<>();
        for (JsonNode item : items) {
            StrictObject fields = new StrictObject(item, "AddFriendItem[" + friends.size() + "]", FRIEND_FIELDS);
            TencentFriend friend = friend(fields);
            if (friend.id().equals(owner)) {
                throw fields.invalid("To_Account", "is From_Account");
            }
            if (friends.putIfAbsent(friend.id(), friend) != null) {
                throw fields.invalid("To_Account", "comes twice");
            }
        }
        return friends;
    }

    private static TencentFriend friend(StrictObject fields) {
        String source = fields.text("AddSource").filter(text -> SOURCE.matcher(text).matches())
                .orElseThrow(() -> fields.invalid("AddSource", "must be AddSource_Type_ and 1 to 8 letters"));
        return new TencentFriend(account(fields, "To_Account"), text(fields, "Remark", 96), time(fields, "RemarkTime"),
                groups(fields), source, text(fields, "AddWording", 256), time(fields, "AddTime"), customItems(fields));
    }

    private static String account(StrictObject fields, String name) {
        JsonNode account = fields.node(name).orElseThrow(() -> fields.invalid(name, "is missing"));
        if (!account.isTextual()) {
            throw refused(60015, name + " must be a string");
        }
        if (!ACCOUNT.matcher(account.textValue()).matches()) {
            throw fields.invalid(name, "must be 1 to 32 bytes of printable ASCII");
        }
        return account.textValue();
    }

    private static Optional<String> text(StrictObject fields, String name, int bytes) {
        Optional<String> text = fields.text(name);
        text.ifPresent(value -> checkLength(fields, name, value, bytes));
        return text;
    }

    private static OptionalLong time(StrictObject fields, String name) {
        OptionalLong time = fields.integer(name);
        if (time.isPresent() && (time.getAsLong() < 0 || time.getAsLong() > MAX_SECOND)) {
            throw fields.invalid(name, "must be seconds since 1970 in 32 bits");
        }
        return time;
    }

    private static List<String> groups(StrictObject fields) {
        List<String> groups = fields.texts("GroupName");
        for (String group : groups) {
            checkLength(fields, "GroupName", group, 30);
            if (group.isEmpty()) {
                throw fields.invalid("GroupName", "must not be empty");
            }
        }
        return List.copyOf(groups);
    }

    private static Map<String, Object> customItems(StrictObject fields) {
        Optional<JsonNode> items = fields.array("CustomItem");
        if (items.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (JsonNode item : items.get()) {
            StrictObject custom = new StrictObject(item, "CustomItem", TAG_FIELDS);
            String tag = custom.text("Tag").filter(text -> TAG.matcher(text).matches())
                    .orElseThrow(() -> custom.invalid("Tag", "must begin with Tag_SNS_"));
            if (values.putIfAbsent(tag, value(custom)) != null) {
                throw custom.invalid("Tag", "comes twice");
            }
        }
        return values;
    }

    private static Object value(StrictObject custom) {
        JsonNode value = custom.node("Value").orElseThrow(() -> custom.invalid("Value", "is missing"));
        if (value.isTextual()) {
            checkLength(custom, "Value", value.textValue(), 500);
            return value.textValue();
        }
        return custom.integer(value, "Value");
    }

    private static void checkLength(StrictObject fields, String name, String text, int bytes) {
        if (text.length() > bytes || text.getBytes(UTF_8).length > bytes) {
            throw fields.invalid(name, "must not be longer than " + bytes + " bytes");
        }
    }
}
