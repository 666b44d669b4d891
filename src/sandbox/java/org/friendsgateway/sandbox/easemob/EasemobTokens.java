package org.friendsgateway.sandbox.easemob;

import static org.friendsgateway.sandbox.easemob.EasemobResponses.refused;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.server.RefusedException;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.wire.StrictJson;
import org.friendsgateway.sandbox.wire.StrictObject;

/**
 * Easemob's app tokens. Any number of them may be valid; each expires or is revoked.
 *
 * @see <a href="https://doc.easemob.com/product/easemob_app_token.html">app token</a>
 */
final class EasemobTokens {

    private static final Set<String> FIELDS = Set.of("grant_type", "client_id", "client_secret", "ttl");
    private static final Pattern FORM = Pattern.compile("YWMt[A-Za-z0-9_-]{20,}");
    private static final Pattern BEARER = Pattern.compile("Bearer ([^ ]+)", Pattern.CASE_INSENSITIVE);

    private final EasemobSandbox.Settings settings;
    private final String application = UUID.randomUUID().toString();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Token> issued = new ConcurrentHashMap<>();

    private record Token(Instant end, boolean revoked) {
    }

    EasemobTokens(EasemobSandbox.Settings settings) {
        this.settings = settings;
    }

    SimulatedResponse issue(JsonNode json) {
        Duration lifetime;
        try {
            StrictObject body = new StrictObject(json, "body", FIELDS);
            checkClient(body);
            lifetime = lifetime(body);
        } catch (IllegalArgumentException invalid) {
            throw EasemobResponses.illegalArgument("this is an invalid request. " + invalid.getMessage());
        }
        return new SimulatedResponse(200, StrictJson.object().put("access_token", issue(lifetime))
                .put("expires_in", lifetime.toSeconds()).put("application", application));
    }

    String issue(Duration lifetime) {
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        String token = "YWMt" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        issued.put(token, new Token(settings.clock().instant().plus(lifetime), false));
        return token;
    }

    void revokeAll() {
        issued.replaceAll((value, token) -> new Token(token.end(), true));
    }

    /** Throws {@link RefusedException} unless the header has a valid token. */
    void check(String authorization) {
        var bearer = BEARER.matcher(authorization);
        if (!bearer.matches()) {
            throw refused(401, "unauthorized", "Unable to authenticate due to expired access token");
        }
        String value = bearer.group(1);
        if (!FORM.matcher(value).matches()) {
            throw refused(401, "auth_bad_access_token", "Unable to authenticate due to corrupt access token");
        }
        Token token = issued.get(value);
        if (token == null) {
            throw refused(401, "auth_bad_access_token", "Unable to authenticate");
        }
        if (token.revoked()) {
            throw refused(401, "unauthorized", "Unable to authenticate (OAuth)");
        }
        if (!settings.clock().instant().isBefore(token.end())) {
            throw refused(401, "unauthorized", "Unable to authenticate due to expired access token");
        }
    }

    private void checkClient(StrictObject body) {
        if (!body.text("grant_type").orElse("").equals("client_credentials")) {
            throw body.invalid("grant_type", "must be client_credentials");
        }
        if (!body.text("client_id").orElse("").equals(settings.clientId())) {
            throw refused(400, "invalid_grant", "client_id does not match");
        }
        if (!body.text("client_secret").orElse("").equals(settings.clientSecret())) {
            throw refused(400, "invalid_grant", "client_secret does not match");
        }
    }

    /** {@code ttl} in seconds, which the page's example sends as a string; 0 (never expires) is not simulated. */
    private Duration lifetime(StrictObject body) {
        var ttl = body.node("ttl");
        if (ttl.isEmpty()) {
            return settings.tokenLifetime();
        }
        if (!ttl.get().asText().matches("[1-9][0-9]{0,9}")) {
            throw body.invalid("ttl", "must be a number of seconds");
        }
        return Duration.ofSeconds(ttl.get().asLong());
    }
}
