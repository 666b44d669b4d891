package org.friendsgateway.vendor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;

/** Gathers what a vendor's documents forbid, so that a vendor says only its rules and never spells a pointer. */
public final class ImportViolations {

    private final List<Violation> found = new ArrayList<>();
    private String path = "";

    /** Applies {@code rules} to each friend; pointers of what they report are relative to that friend. */
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

    /** Reports {@code field} unless the rule is kept. */
    public void unless(boolean kept, String field, String message) {
        if (!kept) {
            report("/" + field, message);
        }
    }

    /** Reports a part of {@code field}, by its index or by a name as the request has it, unless the rule is kept. */
    public void unless(boolean kept, String field, String part, String message) {
        if (!kept) {
            report("/" + field + "/" + Violation.escapePointer(part), message);
        }
    }

    private void report(String pointer, String message) {
        if (found.size() < Violation.MAX_REPORTED) {
            found.add(new Violation(path + pointer, message));
        }
    }

    /** The length that vendors count: bytes of UTF-8. */
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
