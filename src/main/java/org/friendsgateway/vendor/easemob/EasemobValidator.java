package org.friendsgateway.vendor.easemob;

import java.util.List;
import java.util.regex.Pattern;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.ImportViolations;

/**
 * What Easemob's documents allow in a user name.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/account_system.html">用户体系</a>
 */
final class EasemobValidator {

    // Not "." or "..": in a path, clients and proxies remove these segments.
    private static final Pattern USERNAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_.-]{0,64}");

    private EasemobValidator() {
    }

    static List<Violation> violations(FriendImport friends) {
        return ImportViolations.of(friends, (all, violations) -> username(all.owner(), violations),
                (friend, violations) -> username(friend.userId(), violations));
    }

    private static void username(String userId, ImportViolations violations) {
        violations.unless(USERNAME.matcher(userId).matches(), "userId",
                "must be 1 to 64 letters, digits, underscores, dots or hyphens");
    }
}
