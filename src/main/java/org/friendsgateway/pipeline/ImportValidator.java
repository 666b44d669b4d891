package org.friendsgateway.pipeline;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
        if (!canNotify()) {
            violations.add(new Violation("/notify", notSupported(notification())));
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

    /** One warning for each kind of field that is given and cannot be stored, and one when users are not verified. */
    List<Warning> warnings() {
        List<Warning> warnings = notStored.stream()
                .filter(field -> friends.friends().stream().anyMatch(field::usedBy)).map(FriendField::json)
                .map(field -> new Warning("field_not_stored", field, notSupported(field)))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!canNotify()) {
            warnings.add(new Warning("field_not_stored", "notify", notSupported(notification())));
        }
        if (!app.profile().verifiesUsers()) {
            warnings.add(new Warning("users_not_verified", "userId",
                    "Whether the users exist is not checked, so that unknown ones are imported, too"));
        }
        return warnings;
    }

    private boolean canNotify() {
        return app.profile().notification().allows(friends.notifyUser());
    }

    private String notification() {
        return friends.notifies() ? "notify" : "notify: false";
    }

    private String notSupported(String field) {
        return "The provider " + app.profile().provider() + " does not support " + field;
    }
}
