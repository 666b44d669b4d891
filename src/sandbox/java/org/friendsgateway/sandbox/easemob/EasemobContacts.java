package org.friendsgateway.sandbox.easemob;

import static org.friendsgateway.sandbox.easemob.EasemobResponses.illegalArgument;
import static org.friendsgateway.sandbox.easemob.EasemobResponses.refused;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.FriendStore;
import org.friendsgateway.sandbox.server.RefusedException;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.wire.StrictObject;

/**
 * Easemob's contact lists and their import.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 */
final class EasemobContacts {

    private static final int MAX_FRIENDS = 10;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,64}");

    private final FriendStore<String> friends;

    EasemobContacts(int cap) {
        friends = new FriendStore<>(cap);
    }

    FriendStore<String> friends() {
        return friends;
    }

    /** Easemob ignores the case of names. */
    static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Throws {@link RefusedException}. */
    SimulatedResponse importFriends(String username, JsonNode json, FaultResponse.Edits edits) {
        String owner = validName(username);
        List<String> names = names(json).stream().map(EasemobContacts::validName).toList();
        if (Set.copyOf(names).size() < names.size() || names.contains(owner)) {
            throw illegalArgument("this is an invalid request. usernames must differ from one another and from the owner.");
        }
        if (isUnknown(owner)) {
            throw refused(404, "service_resource_not_found", "Service resource not found");
        }
        if (friends.isFull(owner)) {
            throw refused(403, "exceed_limit", "Inviter's contact max count.");
        }
        FaultResponse.Edits canonicalEdits = edits.canonical(EasemobContacts::canonical);
        Map<String, FaultResponse.Result> results = new HashMap<>(canonicalEdits.results());
        for (String name : names) {
            FaultResponse.Result result = results.computeIfAbsent(name, id -> new FaultResponse.Result(array(owner, id), ""));
            if (result.code().equals(EasemobResponses.SUCCESS)) {
                friends.put(owner, name, name);
            }
        }
        return EasemobResponses.imported(canonicalEdits.mentions(names), results);
    }

    private String array(String owner, String name) {
        if (isUnknown(name)) {
            return EasemobResponses.NOT_EXIST;
        }
        return friends.hasRoomFor(owner, name) ? EasemobResponses.SUCCESS : EasemobResponses.MAX_LIMIT;
    }

    private static List<String> names(JsonNode json) {
        try {
            StrictObject body = new StrictObject(json, "body", Set.of("usernames"));
            Optional<JsonNode> usernames = body.array("usernames");
            if (usernames.isEmpty() || usernames.get().isEmpty()) {
                throw body.invalid("usernames", "must not be empty");
            }
            if (usernames.get().size() > MAX_FRIENDS) {
                throw illegalArgument("request user over flow limit:10.");
            }
            return body.texts("usernames");
        } catch (IllegalArgumentException invalid) {
            throw illegalArgument("this is an invalid request. " + invalid.getMessage());
        }
    }

    private static String validName(String name) {
        String canonical = canonical(name);
        // Lower case may shorten names that are not valid.
        if (!NAME.matcher(canonical).matches() || canonical.length() != name.length()) {
            throw illegalArgument("username is not legal");
        }
        return canonical;
    }

    private static boolean isUnknown(String name) {
        return name.startsWith("ghost");
    }
}
