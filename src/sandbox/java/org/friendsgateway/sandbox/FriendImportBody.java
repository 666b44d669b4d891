package org.friendsgateway.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.friendsgateway.sandbox.TencentAnswers.refused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The body of Tencent's {@code friend_import}, read as the pages allow it and not otherwise.
 *
 * @param friends by id, in the order of the request
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 * @see <a href="https://cloud.tencent.com/document/product/269/1501">the fields of a friend</a>
 */
record FriendImportBody(String owner, Map<String, TencentFriend> friends) {

    private static final int MOST_FRIENDS = 1000;
    private static final Set<String> KNOWN = Set.of("From_Account", "AddFriendItem");
    private static final Set<String> KNOWN_OF_FRIEND = Set.of("To_Account", "Remark", "RemarkTime", "GroupName", "AddSource",
            "AddWording", "AddTime", "CustomItem");
    private static final Set<String> KNOWN_OF_TAG = Set.of("Tag", "Value");
    private static final Pattern ACCOUNT = Pattern.compile("[ -~]{1,32}");
    private static final Pattern SOURCE = Pattern.compile("AddSource_Type_[A-Za-z]{1,8}");
    private static final Pattern TAG = Pattern.compile("Tag_SNS_.+");
    /** Times are seconds; what only fits as milliseconds is a caller's mistake. */
    private static final long LAST_SECOND = 0xFFFF_FFFFL;

    /** Throws {@link Refused}: the first thing that is wrong condemns the whole request. */
    static FriendImportBody read(JsonNode json) {
        try {
            Fields body = new Fields(json, "body", KNOWN);
            String owner = account(body, "From_Account");
            JsonNode items = body.array("AddFriendItem").orElseThrow(() -> body.wrong("AddFriendItem", "is missing"));
            if (items.isEmpty() || items.size() > MOST_FRIENDS) {
                throw body.wrong("AddFriendItem", "must have 1 to " + MOST_FRIENDS + " items, not " + items.size());
            }
            return new FriendImportBody(owner, friends(owner, items));
        } catch (IllegalArgumentException wrong) {
            throw refused(30001, "Err_SNS_FriendImport_Param_Invalid: " + wrong.getMessage());
        }
    }

    private static Map<String, TencentFriend> friends(String owner, JsonNode items) {
        Map<String, TencentFriend> friends = new LinkedHashMap<>();
        for (JsonNode item : items) {
            Fields fields = new Fields(item, "AddFriendItem[" + friends.size() + "]", KNOWN_OF_FRIEND);
            TencentFriend friend = friend(fields);
            if (friend.id().equals(owner)) {
                throw fields.wrong("To_Account", "is From_Account");
            }
            if (friends.putIfAbsent(friend.id(), friend) != null) {
                throw fields.wrong("To_Account", "comes twice");
            }
        }
        return friends;
    }

    private static TencentFriend friend(Fields fields) {
        String source = fields.text("AddSource").filter(text -> SOURCE.matcher(text).matches())
                .orElseThrow(() -> fields.wrong("AddSource", "must be AddSource_Type_ and 1 to 8 letters"));
        return new TencentFriend(account(fields, "To_Account"), text(fields, "Remark", 96), time(fields, "RemarkTime"),
                groups(fields), source, text(fields, "AddWording", 256), time(fields, "AddTime"), customItems(fields));
    }

    private static String account(Fields fields, String name) {
        JsonNode account = fields.node(name).orElseThrow(() -> fields.wrong(name, "is missing"));
        if (!account.isTextual()) {
            throw refused(60015, name + " must be a string");
        }
        if (!ACCOUNT.matcher(account.textValue()).matches()) {
            throw fields.wrong(name, "must be 1 to 32 bytes of printable ASCII");
        }
        return account.textValue();
    }

    private static Optional<String> text(Fields fields, String name, int bytes) {
        Optional<String> text = fields.text(name);
        text.ifPresent(value -> checkLength(fields, name, value, bytes));
        return text;
    }

    private static OptionalLong time(Fields fields, String name) {
        OptionalLong time = fields.integer(name);
        if (time.isPresent() && (time.getAsLong() < 0 || time.getAsLong() > LAST_SECOND)) {
            throw fields.wrong(name, "must be seconds since 1970 in 32 bits");
        }
        return time;
    }

    private static List<String> groups(Fields fields) {
        List<String> groups = fields.texts("GroupName");
        for (String group : groups) {
            checkLength(fields, "GroupName", group, 30);
            if (group.isEmpty()) {
                throw fields.wrong("GroupName", "must not be empty");
            }
        }
        return List.copyOf(groups);
    }

    private static Map<String, Object> customItems(Fields fields) {
        Optional<JsonNode> items = fields.array("CustomItem");
        if (items.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (JsonNode item : items.get()) {
            Fields custom = new Fields(item, "CustomItem", KNOWN_OF_TAG);
            String tag = custom.text("Tag").filter(text -> TAG.matcher(text).matches())
                    .orElseThrow(() -> custom.wrong("Tag", "must begin with Tag_SNS_"));
            if (values.putIfAbsent(tag, value(custom)) != null) {
                throw custom.wrong("Tag", "comes twice");
            }
        }
        return values;
    }

    private static Object value(Fields custom) {
        JsonNode value = custom.node("Value").orElseThrow(() -> custom.wrong("Value", "is missing"));
        if (value.isTextual()) {
            checkLength(custom, "Value", value.textValue(), 500);
            return value.textValue();
        }
        return custom.integer(value, "Value");
    }

    private static void checkLength(Fields fields, String name, String text, int bytes) {
        if (text.length() > bytes || text.getBytes(UTF_8).length > bytes) {
            throw fields.wrong(name, "must not be longer than " + bytes + " bytes");
        }
    }
}
