package org.friendsgateway.sandbox;

import static org.friendsgateway.sandbox.EasemobAnswers.illegalArgument;
import static org.friendsgateway.sandbox.EasemobAnswers.refused;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Easemob's contact lists, and what an import makes of them.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 */
final class EasemobContacts {

    private static final int MOST_FRIENDS = 10;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,64}");

    private final ContactBook<String> book;

    EasemobContacts(int cap) {
        book = new ContactBook<>(cap);
    }

    ContactBook<String> book() {
        return book;
    }

    /** Names differ in more than their capitals. */
    static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Throws {@link Refused}. */
    Answer importFriends(String username, JsonNode json, FaultAnswer.Edits ordered) {
        String owner = legal(username);
        List<String> names = names(json).stream().map(EasemobContacts::legal).toList();
        if (Set.copyOf(names).size() < names.size() || names.contains(owner)) {
            throw illegalArgument("this is an invalid request. usernames must differ from one another and from the owner.");
        }
        if (isUnknown(owner)) {
            throw refused(404, "service_resource_not_found", "Service resource not found");
        }
        if (book.isFull(owner)) {
            throw refused(403, "exceed_limit", "Inviter's contact max count.");
        }
        FaultAnswer.Edits edits = ordered.canonical(EasemobContacts::canonical);
        Map<String, FaultAnswer.Result> results = new HashMap<>(edits.results());
        for (String name : names) {
            FaultAnswer.Result result = results.computeIfAbsent(name, id -> new FaultAnswer.Result(array(owner, id), ""));
            if (result.code().equals(EasemobAnswers.SUCCESS)) {
                book.put(owner, name, name);
            }
        }
        return EasemobAnswers.about(edits.mentions(names), results);
    }

    private String array(String owner, String name) {
        if (isUnknown(name)) {
            return EasemobAnswers.NOT_EXIST;
        }
        return book.hasRoomFor(owner, name) ? EasemobAnswers.SUCCESS : EasemobAnswers.MAX_LIMIT;
    }

    private static List<String> names(JsonNode json) {
        try {
            Fields body = new Fields(json, "body", Set.of("usernames"));
            Optional<JsonNode> usernames = body.array("usernames");
            if (usernames.isEmpty() || usernames.get().isEmpty()) {
                throw body.wrong("usernames", "must not be empty");
            }
            if (usernames.get().size() > MOST_FRIENDS) {
                throw illegalArgument("request user over flow limit:10.");
            }
            return body.texts("usernames");
        } catch (IllegalArgumentException wrong) {
            throw illegalArgument("this is an invalid request. " + wrong.getMessage());
        }
    }

    private static String legal(String name) {
        String canonical = canonical(name);
        // The length of the original: lower-casing may shorten what was illegal to begin with.
        if (!NAME.matcher(canonical).matches() || canonical.length() != name.length()) {
            throw illegalArgument("username is not legal");
        }
        return canonical;
    }

    private static boolean isUnknown(String name) {
        return name.startsWith("ghost");
    }
}
