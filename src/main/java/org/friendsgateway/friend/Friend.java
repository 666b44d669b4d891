package org.friendsgateway.friend;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One friend to be added to a user's list.
 *
 * @param userId the friend's id in the caller's spelling
 * @param remark what the user calls the friend
 * @param remarkedAt when the remark was made
 * @param groups the groups of the user's list that the friend belongs to
 * @param source how the two met, without the prefix of any vendor
 * @param message the text of the friend request
 * @param addedAt when the friendship began
 * @param attributes custom fields by name, in the caller's order; a value is a {@link String} or a {@link Long}
 */
public record Friend(String userId, @Nullable String remark, @Nullable Instant remarkedAt, List<String> groups,
        @Nullable String source, @Nullable String message, @Nullable Instant addedAt, Map<String, Object> attributes) {

    public Friend {
        groups = List.copyOf(groups);
        // Most friends have no attributes, and there may be thousands of friends in memory.
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** A friend with nothing but an id. */
    public static Friend of(String userId) {
        return new Friend(userId, null, null, List.of(), null, null, null, Map.of());
    }
}
