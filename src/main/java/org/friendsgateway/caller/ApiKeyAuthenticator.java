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

/** Callers known by a key of their own, sent as a bearer token (RFC 6750). */
final class ApiKeyAuthenticator implements Callers {

    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final Map<Caller, byte[]> known = new LinkedHashMap<>();

    ApiKeyAuthenticator(Map<String, AuthConfig.Key> keys) {
        keys.forEach((name, key) -> known.put(new Caller(name, key.apps().orElse(null), key.weight()),
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
        Caller caller = holderOf(HashUtil.sha256(bearer.group(1)));
        return caller == null ? unauthenticated("The key is not known") : Uni.createFrom().item(caller);
    }

    private static Uni<Caller> unauthenticated(String reason) {
        return Uni.createFrom().failure(Failure.of(Kind.UNAUTHENTICATED, reason).exception());
    }

    // All are compared, each in constant time, so that the time tells nothing of how near a guess comes.
    private @Nullable Caller holderOf(String sha256) {
        byte[] shown = HexFormat.of().parseHex(sha256);
        Caller holder = null;
        for (Map.Entry<Caller, byte[]> one : known.entrySet()) {
            holder = MessageDigest.isEqual(one.getValue(), shown) ? one.getKey() : holder;
        }
        return holder;
    }
}
