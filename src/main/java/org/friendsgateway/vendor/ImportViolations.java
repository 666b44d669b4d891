package org.friendsgateway.vendor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;

/** Collects violations, so that a vendor states only its rules and need not build JSON pointers. */
public final class ImportViolations {

    private final List<Violation> found = new ArrayList<>();
    private String path = "";

    /** Applies the rules to the owner, and to each friend with pointers relative to that friend. */
    public static List<Violation> of(FriendImport friends, BiConsumer<FriendImport, ImportViolations> ownerRules,
            BiConsumer<Friend, ImportViolations> friendRules) {
        ImportViolations violations = new ImportViolations();
        ownerRules.accept(friends, violations);
        for (int i = 0; i < friends.friends().size(); i++) {
            violations.path = "/friends/" + i;
            friendRules.accept(friends.friends().get(i), violations);
        }
        return List.copyOf(violations.found);
    }

    /** Reports {@code field} unless it satisfies the rule. */
    public void unless(boolean satisfied, String field, String message) {
        if (!satisfied) {
            report("/" + field, message);
        }
    }

    /** Reports a part of {@code field}, by its index or name in the request, unless it satisfies the rule. */
    public void unless(boolean satisfied, String field, String part, String message) {
        if (!satisfied) {
            report("/" + field + "/" + Violation.escapePointer(part), message);
        }
    }

    private void report(String pointer, String message) {
        if (found.size() < Violation.MAX_REPORTED) {
            found.add(new Violation(path + pointer, message));
        }
    }

    /** The length of a text in bytes of UTF-8. */
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
