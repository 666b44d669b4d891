package org.friendsgateway.sandbox;

import static org.friendsgateway.sandbox.EasemobAnswers.refused;

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

/**
 * Easemob's app tokens: any number of them, each valid until it expires or is revoked.
 *
 * @see <a href="https://doc.easemob.com/product/easemob_app_token.html">app token</a>
 */
final class EasemobTokens {

    private static final Set<String> KNOWN = Set.of("grant_type", "client_id", "client_secret", "ttl");
    private static final Pattern FORM = Pattern.compile("YWMt[A-Za-z0-9_-]{20,}");
    private static final Pattern BEARER = Pattern.compile("Bearer ([^ ]+)", Pattern.CASE_INSENSITIVE);

    private final EasemobSandbox.Settings settings;
    private final String application = UUID.randomUUID().toString();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    private record Grant(Instant end, boolean revoked) {
    }

    EasemobTokens(EasemobSandbox.Settings settings) {
        this.settings = settings;
    }

    Answer logIn(JsonNode json) {
        Duration lifetime;
        try {
            Fields body = new Fields(json, "body", KNOWN);
            checkClient(body);
            lifetime = lifetime(body);
        } catch (IllegalArgumentException wrong) {
            throw EasemobAnswers.illegalArgument("this is an invalid request. " + wrong.getMessage());
        }
        return new Answer(200, Json.object().put("access_token", issue(lifetime))
                .put("expires_in", lifetime.toSeconds()).put("application", application));
    }

    String issue(Duration lifetime) {
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        String token = "YWMt" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        grants.put(token, new Grant(settings.clock().instant().plus(lifetime), false));
        return token;
    }

    void revokeAll() {
        grants.replaceAll((token, grant) -> new Grant(grant.end(), true));
    }

    /** Throws {@link Refused} unless the header bears a token that is valid now. */
    void check(String authorization) {
        var bearer = BEARER.matcher(authorization);
        if (!bearer.matches()) {
            throw refused(401, "unauthorized", "Unable to authenticate due to expired access token");
        }
        String token = bearer.group(1);
        if (!FORM.matcher(token).matches()) {
            throw refused(401, "auth_bad_access_token", "Unable to authenticate due to corrupt access token");
        }
        Grant grant = grants.get(token);
        if (grant == null) {
            throw refused(401, "auth_bad_access_token", "Unable to authenticate");
        }
        if (grant.revoked()) {
            throw refused(401, "unauthorized", "Unable to authenticate (OAuth)");
        }
        if (!settings.clock().instant().isBefore(grant.end())) {
            throw refused(401, "unauthorized", "Unable to authenticate due to expired access token");
        }
    }

    private void checkClient(Fields body) {
        if (!body.text("grant_type").orElse("").equals("client_credentials")) {
            throw body.wrong("grant_type", "must be client_credentials");
        }
        if (!body.text("client_id").orElse("").equals(settings.clientId())) {
            throw refused(400, "invalid_grant", "client_id does not match");
        }
        if (!body.text("client_secret").orElse("").equals(settings.clientSecret())) {
            throw refused(400, "invalid_grant", "client_secret does not match");
        }
    }

    /** {@code ttl} in seconds, which the page's sample sends as a string; "never" (0) is not simulated. */
    private Duration lifetime(Fields body) {
        var ttl = body.node("ttl");
        if (ttl.isEmpty()) {
            return settings.tokenLifetime();
        }
        if (!ttl.get().asText().matches("[1-9][0-9]{0,9}")) {
            throw body.wrong("ttl", "must be a number of seconds");
        }
        return Duration.ofSeconds(ttl.get().asLong());
    }
}
