package org.friendsgateway.vendor.tencent;

import static org.friendsgateway.vendor.ImportViolations.bytes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.ImportViolations;
import org.jspecify.annotations.Nullable;

/**
 * What Tencent's documents allow in a field; lengths are in bytes of UTF-8.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/1501">关系链系统</a>
 */
final class TencentValidator {

    static final String SOURCE = "[A-Za-z]{1,8}";

    private static final Pattern SOURCE_PATTERN = Pattern.compile(SOURCE);
    private static final Pattern ID = Pattern.compile("[\\x20-\\x7e]{0,32}");
    private static final int MAX_REMARK = 96;
    private static final int MAX_GROUP = 30;
    private static final int MAX_GROUPS = 32;
    private static final int MAX_MESSAGE = 256;
    private static final int MAX_VALUE = 500;
    private static final long MAX_SECOND = 0xFFFF_FFFFL;
    private static final String TAG_PREFIX = "Tag_SNS_";

    private TencentValidator() {
    }

    static List<Violation> violations(FriendImport friends) {
        return ImportViolations.of(friends, TencentValidator::owner, TencentValidator::friend);
    }

    private static void owner(FriendImport friends, ImportViolations violations) {
        id(friends.owner(), violations);
    }

    private static void id(String userId, ImportViolations violations) {
        violations.unless(ID.matcher(userId).matches(), "userId", "must be 1 to 32 bytes of printable ASCII");
    }

    private static void friend(Friend friend, ImportViolations violations) {
        id(friend.userId(), violations);
        atMost(MAX_REMARK, friend.remark(), "remark", violations);
        atMost(MAX_MESSAGE, friend.message(), "message", violations);
        time(friend.remarkedAt(), "remarkedAt", violations);
        time(friend.addedAt(), "addedAt", violations);
        violations.unless(friend.source() == null || SOURCE_PATTERN.matcher(friend.source()).matches(), "source",
                "must be 1 to 8 letters");
        groups(friend.groups(), violations);
        friend.attributes().entrySet().forEach(attribute -> attribute(attribute, violations));
    }

    private static void atMost(int max, @Nullable String text, String field, ImportViolations violations) {
        violations.unless(text == null || bytes(text) <= max, field, "must have at most " + max + " bytes");
    }

    private static void time(@Nullable Instant time, String field, ImportViolations violations) {
        violations.unless(time == null || (time.getEpochSecond() >= 0 && time.getEpochSecond() <= MAX_SECOND), field,
                "must be from 1970-01-01T00:00:00Z to 2106-02-07T06:28:15Z");
    }

    private static void groups(List<String> groups, ImportViolations violations) {
        violations.unless(groups.size() <= MAX_GROUPS, "groups", "must have at most " + MAX_GROUPS + " entries");
        for (int i = 0; i < Math.min(groups.size(), MAX_GROUPS); i++) {
            violations.unless(!groups.get(i).isEmpty() && bytes(groups.get(i)) <= MAX_GROUP, "groups",
                    String.valueOf(i), "must have 1 to " + MAX_GROUP + " bytes");
        }
    }

    private static void attribute(Map.Entry<String, Object> attribute, ImportViolations violations) {
        String tag = attribute.getKey();
        violations.unless(tag.startsWith(TAG_PREFIX) && tag.length() > TAG_PREFIX.length(), "attributes", tag,
                "must have a name that begins with " + TAG_PREFIX + " and goes on");
        violations.unless(!(attribute.getValue() instanceof String text) || bytes(text) <= MAX_VALUE, "attributes", tag,
                "must have at most " + MAX_VALUE + " bytes");
    }
}
