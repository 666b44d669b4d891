package org.friendsgateway.caller;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;

/** A simulated OpenID Connect issuer: signs tokens and serves its public keys. */
final class Issuer implements AutoCloseable {

    static final String AUDIENCE = "friends-gateway";

    private final Vertx vertx = Vertx.vertx();
    private final List<KeyPair> keys = new CopyOnWriteArrayList<>(List.of(newKeys()));
    private final String scheme;
    private final HttpServer server;

    /** Speaks plain HTTP. */
    Issuer() {
        this(new HttpServerOptions());
    }

    /** Speaks HTTPS, with a certificate for {@code localhost}. */
    Issuer(KeyCertOptions certificate) {
        this(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate));
    }

    private Issuer(HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = vertx.createHttpServer(options).requestHandler(this::serve);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    /** Signs with a new key from now on; older tokens remain valid. */
    void rotateKey() {
        keys.add(newKeys());
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String url() {
        return scheme + "://localhost:" + server.actualPort();
    }

    /** The claims of a service account's token. */
    JwtClaimsBuilder claims(String subject) {
        return Jwt.issuer(url()).subject(subject).audience(AUDIENCE).expiresIn(Duration.ofMinutes(10));
    }

    String token(JwtClaimsBuilder claims) {
        return signed(claims, keys.get(keys.size() - 1).getPrivate());
    }

    /** A token signed with any key, under the id of the newest one. */
    String signed(JwtClaimsBuilder claims, PrivateKey key) {
        return claims.jws().keyId(name(keys.size() - 1)).sign(key);
    }

    private static String name(int key) {
        return "key-" + key;
    }

    private void serve(HttpServerRequest request) {
        JsonObject document = request.path().endsWith("/jwks") ? jwks()
                : new JsonObject().put("issuer", url()).put("jwks_uri", url() + "/jwks");
        request.response().putHeader("Content-Type", "application/json").end(document.toBuffer());
    }

    private JsonObject jwks() {
        JsonArray all = new JsonArray();
        for (int i = 0; i < keys.size(); i++) {
            RSAPublicKey key = (RSAPublicKey) keys.get(i).getPublic();
            all.add(new JsonObject().put("kid", name(i)).put("kty", "RSA").put("alg", "RS256").put("use", "sig")
                    .put("n", base64(key.getModulus().toByteArray())).put("e", base64(key.getPublicExponent().toByteArray())));
        }
        return new JsonObject().put("keys", all);
    }

    private static String base64(byte[] number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(number);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
