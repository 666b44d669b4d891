package org.friendsgateway.caller;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Issues tokens, and shows its keys to whoever checks them. */
final class Issuer implements AutoCloseable {

    static final String AUDIENCE = "friends-gateway";

    private static final String KEY_ID = "first";

    private final Vertx vertx = Vertx.vertx();
    private final KeyPair keys = newKeys();
    private final HttpServer server = vertx.createHttpServer().requestHandler(this::show);

    Issuer() {
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
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
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** What a service account's token says. */
    JwtClaimsBuilder claims(String subject) {
        return Jwt.issuer(url()).subject(subject).audience(AUDIENCE).expiresIn(Duration.ofMinutes(10));
    }

    String token(JwtClaimsBuilder claims) {
        return signed(claims, keys.getPrivate());
    }

    static String signed(JwtClaimsBuilder claims, PrivateKey key) {
        return claims.jws().keyId(KEY_ID).sign(key);
    }

    private void show(HttpServerRequest request) {
        JsonObject shown = request.path().endsWith("/jwks") ? jwks()
                : new JsonObject().put("issuer", url()).put("jwks_uri", url() + "/jwks");
        request.response().putHeader("Content-Type", "application/json").end(shown.toBuffer());
    }

    private JsonObject jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return new JsonObject().put("keys", new JsonArray().add(new JsonObject().put("kid", KEY_ID).put("kty", "RSA")
                .put("alg", "RS256").put("use", "sig").put("n", base64(key.getModulus().toByteArray()))
                .put("e", base64(key.getPublicExponent().toByteArray()))));
    }

    private static String base64(byte[] number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(number);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
