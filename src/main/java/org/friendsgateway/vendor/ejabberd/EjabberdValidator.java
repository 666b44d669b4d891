package org.friendsgateway.vendor.ejabberd;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.ibm.icu.text.StringPrep;
import com.ibm.icu.text.StringPrepParseException;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.ImportViolations;
import org.jspecify.annotations.Nullable;

/**
 * What XMPP allows in ids, nicks and groups.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6122.html#section-2.3">nodes</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6121.html#section-2.1.2">nicks and groups</a>
 * @see <a href="https://www.w3.org/TR/xml/#charsets">the characters of XML</a>
 */
final class EjabberdValidator {

    private static final int MAX_NODE_BYTES = 1023;
    private static final StringPrep NODEPREP = StringPrep.getInstance(StringPrep.RFC3920_NODEPREP);
    private static final Pattern ASCII_NODE = Pattern.compile("[!-~&&[^\"&'/:<>@]]+");
    private static final Pattern XML = Pattern.compile("[\\t\\n\\r -\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*");

    private EjabberdValidator() {
    }

    static List<Violation> violations(FriendImport friends) {
        return ImportViolations.of(friends, (all, violations) -> node(all.owner(), violations), EjabberdValidator::friend);
    }

    private static void friend(Friend friend, ImportViolations violations) {
        node(friend.userId(), violations);
        if (friend.remark() != null) {
            violations.unless(isXml(friend.remark()), "remark", "must not have control characters");
        }
        for (int i = 0; i < friend.groups().size(); i++) {
            String group = friend.groups().get(i);
            violations.unless(!group.isEmpty() && group.indexOf(EjabberdApi.GROUP_SEPARATOR) < 0 && isXml(group), "groups",
                    String.valueOf(i), "must not be empty, and not have semicolons or control characters");
        }
    }

    private static void node(String userId, ImportViolations violations) {
        violations.unless(userId.isEmpty() || prepared(userId) != null, "userId",
                "must be an XMPP node: 1 to 1023 bytes without spaces, control characters and \"&'/:<>@");
    }

    private static boolean isXml(String text) {
        return XML.matcher(text).matches();
    }

    /** The spelling in which the server stores and compares a node; the same text when it is no node. */
    static String canonical(String userId) {
        String prepared = prepared(userId);
        return prepared == null ? userId : prepared;
    }

    private static @Nullable String prepared(String userId) {
        // Normalizing a text takes long if it is long.
        if (userId.length() > MAX_NODE_BYTES) {
            return null;
        }
        String prepared = ASCII_NODE.matcher(userId).matches() ? userId.toLowerCase(Locale.ROOT) : nodeprep(userId);
        return prepared == null || prepared.isEmpty() || ImportViolations.bytes(prepared) > MAX_NODE_BYTES ? null : prepared;
    }

    private static @Nullable String nodeprep(String userId) {
        try {
            return NODEPREP.prepare(userId, StringPrep.DEFAULT);
        } catch (StringPrepParseException notANode) {
            return null;
        }
    }
}
