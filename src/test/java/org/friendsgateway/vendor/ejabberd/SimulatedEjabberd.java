package org.friendsgateway.vendor.ejabberd;

import static org.friendsgateway.sandbox.server.SimulatedResponse.NONE;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.netty.handler.codec.http.QueryStringDecoder;

import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.wire.StrictJson;

/**
 * Logins, {@code add_rosteritem} and {@code check_account} of ejabberd 23.01, as they were tried on a server. Like the server
 * it
 * stores friends that do not exist. All users exist but those that begin with {@code ghost}.
 */
final class SimulatedEjabberd implements EjabberdServer {

    private static final Map<String, List<String>> ARGUMENTS = Map.of(
            "/api/add_rosteritem", List.of("localuser", "localhost", "user", "host", "nick", "group", "subs"),
            "/api/check_account", List.of("user", "host"));
    private static final Pattern NODE = Pattern.compile("[^\\s\\p{Cntrl}\"&'/:<>@]{1,1023}");

    private final Clock clock;
    private final Duration tokenLifetime;
    private final Map<String, Instant> tokens = new HashMap<>();
    private final Map<String, Map<String, Item>> rosters = new HashMap<>();

    /** A friend in a roster, as stored. */
    record Item(String nick, List<String> groups, String subscription) {
    }

    SimulatedEjabberd(Clock clock, Duration tokenLifetime) {
        this.clock = clock;
        this.tokenLifetime = tokenLifetime;
    }

    @Override
    public synchronized List<String> rosterOf(String user) {
        return List.copyOf(rosters.getOrDefault(user, Map.of()).keySet());
    }

    synchronized Item item(String user, String friend) {
        return rosters.get(user).get(friend);
    }

    @Override
    public synchronized SimulatedResponse answer(ReceivedRequest request) {
        if (request.path().equals("/oauth/token")) {
            return logIn(new QueryStringDecoder(request.body().toString(), false).parameters());
        }
        Optional<SimulatedResponse> refusal = refusal(request.header("Authorization").orElse(""));
        return refusal.orElseGet(() -> ARGUMENTS.containsKey(request.path()) ? command(request)
                : error(404, 40, "Endpoint not found."));
    }

    private SimulatedResponse logIn(Map<String, List<String>> form) {
        if (!List.of("password").equals(form.get("grant_type"))) {
            return new SimulatedResponse(400, StrictJson.object().put("error", "unsupported_grant_type"));
        } else if (!List.of(USERNAME + "@" + HOST).equals(form.get("username"))
                || !List.of(PASSWORD).equals(form.get("password"))) {
            return NONE;
        } else if (!List.of("add_rosteritem check_account").equals(form.get("scope"))) {
            return new SimulatedResponse(400, StrictJson.object().put("error", "invalid_grant"));
        }
        String token = UUID.randomUUID().toString().replace("-", "");
        tokens.put(token, clock.instant().plus(tokenLifetime));
        return new SimulatedResponse(200, StrictJson.object().put("access_token", token).put("token_type", "bearer")
                .put("scope", "add_rosteritem check_account").put("expires_in", tokenLifetime.toSeconds()));
    }

    private Optional<SimulatedResponse> refusal(String authorization) {
        if (authorization.startsWith("Basic ")) {
            String account = Base64.getEncoder().encodeToString((USERNAME + "@" + HOST + ":" + PASSWORD).getBytes());
            return authorization.equals("Basic " + account) ? Optional.empty()
                    : Optional.of(error(401, 10, "You are not authorized to call this command."));
        } else if (authorization.startsWith("Bearer ")) {
            Instant end = tokens.get(authorization.substring("Bearer ".length()));
            return end != null && clock.instant().isBefore(end) ? Optional.empty()
                    : Optional.of(error(401, 10, "Oauth Token is invalid or expired."));
        }
        return Optional.of(error(403, 32, "AccessRules: Account does not have the right to perform the operation."));
    }

    private SimulatedResponse command(ReceivedRequest request) {
        Optional<JsonNode> json = request.method().equals("POST") ? StrictJson.read(request.body().getBytes())
                : Optional.empty();
        if (json.isEmpty() || !json.get().isObject()) {
            return text(400, "400 Bad Request");
        }
        List<String> names = ARGUMENTS.get(request.path());
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode argument = json.get().get(names.get(i));
            if (argument == null) {
                return text(400, "Request have missing argument: " + names.get(i));
            } else if (!argument.isTextual()) {
                return text(400, "Arg " + (i + 1) + " is not in format binary");
            }
            arguments.put(names.get(i), argument.textValue());
        }
        List<String> unknown = new ArrayList<>();
        json.get().fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(names);
        if (!unknown.isEmpty()) {
            return text(400, "Request have unknown arguments: " + unknown);
        }
        return arguments.containsKey("subs") ? addRosterItem(arguments) : checkAccount(arguments);
    }

    private static SimulatedResponse checkAccount(Map<String, String> arguments) {
        String user = arguments.get("user");
        boolean known = arguments.get("host").equals(HOST) && NODE.matcher(user).matches() && !user.startsWith("ghost");
        return new SimulatedResponse(200, IntNode.valueOf(known ? 0 : 1));
    }

    private SimulatedResponse addRosterItem(Map<String, String> arguments) {
        if (!NODE.matcher(arguments.get("localuser")).matches() || !NODE.matcher(arguments.get("user")).matches()) {
            return text(400, "Invalid 'user'/'server'");
        } else if (!arguments.get("localhost").equals(HOST)) {
            return text(500, "internal_error");
        }
        List<String> groups = arguments.get("group").isEmpty() ? List.of() : List.of(arguments.get("group").split(";", -1));
        rosters.computeIfAbsent(fold(arguments.get("localuser")), first -> new LinkedHashMap<>())
                .put(fold(arguments.get("user")), new Item(arguments.get("nick"), groups, arguments.get("subs")));
        return new SimulatedResponse(200, IntNode.valueOf(0));
    }

    private static String fold(String node) {
        return node.toLowerCase(Locale.ROOT);
    }

    private static SimulatedResponse text(int status, String text) {
        return new SimulatedResponse(status, TextNode.valueOf(text));
    }

    private static SimulatedResponse error(int status, int code, String message) {
        return new SimulatedResponse(status,
                StrictJson.object().put("status", "error").put("code", code).put("message", message));
    }
}
