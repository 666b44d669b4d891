package org.friendsgateway.pipeline;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.VendorApp;

/** Finds what is wrong with an import, and which of its fields the vendor cannot store. */
final class ImportValidator {

    private final VendorApp app;
    private final FriendImport friends;
    private final Set<FriendField> notStored;

    ImportValidator(VendorApp app, FriendImport friends) {
        this.app = app;
        this.friends = friends;
        this.notStored = EnumSet.allOf(FriendField.class);
        this.notStored.removeAll(app.profile().storedFields());
    }

    /** Everything that the caller must correct before the import can begin. */
    List<Violation> violations(ImportCommand command, int maxFriends) {
        List<Violation> violations = new ArrayList<>(command.violations());
        if (friends.friends().size() > maxFriends) {
            violations.add(new Violation("/friends", "must have at most " + maxFriends + " entries"));
        }
        addRepeated(violations);
        violations.addAll(app.violations(friends));
        if (command.strict()) {
            addNotStored(violations);
        }
        return violations;
    }

    private void addRepeated(List<Violation> violations) {
        String owner = app.canonicalId(friends.owner());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < friends.friends().size(); i++) {
            String id = app.canonicalId(friends.friends().get(i).userId());
            if (!id.isEmpty() && id.equals(owner)) {
                violations.add(new Violation("/friends/" + i + "/userId", "must not be the user whose list is filled"));
            } else if (!id.isEmpty() && !seen.add(id)) {
                violations.add(new Violation("/friends/" + i + "/userId", "must not be there twice"));
            }
        }
    }

    private void addNotStored(List<Violation> violations) {
        if (friends.notifyUser() && !app.profile().canNotify()) {
            violations.add(new Violation("/notify", notSupported("notify")));
        }
        for (int i = 0; i < friends.friends().size(); i++) {
            Friend friend = friends.friends().get(i);
            for (FriendField field : notStored) {
                if (field.usedBy(friend)) {
                    violations.add(new Violation("/friends/" + i + "/" + field.json(), notSupported(field.json())));
                }
            }
        }
    }

    /** One warning for each kind of field that is given and cannot be stored. */
    List<Warning> warnings() {
        Stream<String> fields = notStored.stream()
                .filter(field -> friends.friends().stream().anyMatch(field::usedBy)).map(FriendField::json);
        Stream<String> notify = Stream.of("notify").filter(field -> friends.notifyUser() && !app.profile().canNotify());
        return Stream.concat(fields, notify)
                .map(field -> new Warning("field_not_stored", field, notSupported(field))).toList();
    }

    private String notSupported(String field) {
        return "The provider " + app.profile().provider() + " does not support " + field;
    }
}
