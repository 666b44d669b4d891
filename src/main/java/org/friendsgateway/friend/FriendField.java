package org.friendsgateway.friend;

import java.util.function.Predicate;

/** The optional fields of a friend; a vendor may not store all of them. */
public enum FriendField {
    REMARK("remark", friend -> friend.remark() != null),
    REMARKED_AT("remarkedAt", friend -> friend.remarkedAt() != null),
    GROUPS("groups", friend -> !friend.groups().isEmpty()),
    SOURCE("source", friend -> friend.source() != null),
    MESSAGE("message", friend -> friend.message() != null),
    ADDED_AT("addedAt", friend -> friend.addedAt() != null),
    ATTRIBUTES("attributes", friend -> !friend.attributes().isEmpty());

    private final String json;
    private final Predicate<Friend> used;

    FriendField(String json, Predicate<Friend> used) {
        this.json = json;
        this.used = used;
    }

    /** The field's name in a request. */
    public String json() {
        return json;
    }

    public boolean usedBy(Friend friend) {
        return used.test(friend);
    }
}
