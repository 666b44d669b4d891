package org.friendsgateway.caller;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a caller by its API key, sent as a bearer token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
final class ApiKeyAuthenticator implements Authenticator {

    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final Map<Caller, byte[]> hashes = new LinkedHashMap<>();

    ApiKeyAuthenticator(Map<String, AuthConfig.Key> keys) {
        keys.forEach((name, key) -> hashes.put(new Caller(name, key.apps().orElse(null), key.weight()),
                HexFormat.of().parseHex(key.sha256())));
    }

    @Override
    public Uni<Caller> authenticate(RoutingContext request) {
        List<String> headers = request.request().headers().getAll("Authorization");
        if (headers.size() != 1) {
            return unauthenticated(headers.isEmpty() ? "There is no Authorization header"
                    : "There is more than one Authorization header");
        }
        Matcher bearer = BEARER.matcher(headers.get(0));
        if (!bearer.matches()) {
            return unauthenticated("The Authorization header is not of the form Bearer <key>");
        }
        Caller caller = ownerOf(HashUtil.sha256(bearer.group(1)));
        return caller == null ? unauthenticated("The key is not known") : Uni.createFrom().item(caller);
    }

    private static Uni<Caller> unauthenticated(String reason) {
        return Uni.createFrom().failure(Failure.of(Kind.UNAUTHENTICATED, reason).exception());
    }

    // Compares with every key, each in constant time, so that the time reveals nothing about a guess.
    private @Nullable Caller ownerOf(String sha256) {
        byte[] presented = HexFormat.of().parseHex(sha256);
        Caller owner = null;
        for (Map.Entry<Caller, byte[]> entry : hashes.entrySet()) {
            owner = MessageDigest.isEqual(entry.getValue(), presented) ? entry.getKey() : owner;
        }
        return owner;
    }
}
