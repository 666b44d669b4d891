package org.friendsgateway.vendor.ejabberd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.vendor.VendorJson;

/**
 * The commands and the login in Java, with their own spellings.
 *
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/admin-api/">the commands</a>
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/oauth/">tokens</a>
 */
final class EjabberdApi {

    static final String ADD_ROSTER_ITEM = "/api/add_rosteritem";
    static final String CHECK_ACCOUNT = "/api/check_account";
    static final String TOKEN = "/oauth/token";

    /** The answer of a command that succeeded, and of {@code check_account} for a user who exists. */
    static final String DONE = "0";
    /** The answer of a command that failed, and of {@code check_account} for a user who does not exist. */
    static final String NOT_DONE = "1";

    static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");

    static final int MAX_FRIENDS = 1;
    static final char GROUP_SEPARATOR = ';';

    private EjabberdApi() {
    }

    /** The JSON value of a body, in which the server sends numbers and texts as well as objects. */
    static String answer(Buffer body) {
        return body.toString(UTF_8).strip();
    }

    /** An account with its domain, which is the virtual host unless {@code username} has another one. */
    static String jid(String username, String virtualHost) {
        return username.contains("@") ? username : username + "@" + virtualHost;
    }

    /** The body that adds a friend or replaces it; the server itself finds the spelling of ids in which it stores them. */
    static Buffer addRosterItem(String virtualHost, String owner, Friend friend, String subscription) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("localuser", owner);
        arguments.put("localhost", virtualHost);
        arguments.put("user", friend.userId());
        arguments.put("host", virtualHost);
        arguments.put("nick", Objects.requireNonNullElse(friend.remark(), ""));
        arguments.put("group", new LinkedHashSet<>(friend.groups()).stream()
                .collect(Collectors.joining(String.valueOf(GROUP_SEPARATOR))));
        arguments.put("subs", subscription);
        return object(arguments);
    }

    /** The body that checks whether a user exists. */
    static Buffer checkAccount(String virtualHost, String userId) {
        return object(Map.of("user", userId, "host", virtualHost));
    }

    private static Buffer object(Map<String, String> arguments) {
        return VendorJson.write(json -> {
            json.writeStartObject();
            for (Map.Entry<String, String> argument : arguments.entrySet()) {
                json.writeStringField(argument.getKey(), argument.getValue());
            }
            json.writeEndObject();
        });
    }

    /** The form that asks for a token. */
    static Buffer tokenRequest(String jid, String password) {
        return Buffer.buffer("grant_type=password&username=" + encode(jid) + "&password=" + encode(password)
                + "&scope=add_rosteritem+check_account");
    }

    static Map<String, String> basic(String jid, String password) {
        return Map.of("Authorization", "Basic " + basicCredential(jid, password));
    }

    static String basicCredential(String jid, String password) {
        return Base64.getEncoder().encodeToString((jid + ":" + password).getBytes(UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
