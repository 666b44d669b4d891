package org.friendsgateway.vendor.easemob;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Answer;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;

/** Asks for an app token, once for each call of {@link #get}. */
final class EasemobLogin implements Supplier<Uni<AccessToken>> {

    private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[!-~]+");

    /** For a token that never expires, which is answered with no lifetime at all. */
    private static final Duration LIFETIME_OF_A_PERMANENT_TOKEN = Duration.ofDays(1);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(60);

    private final String path;
    private final EasemobApi.TokenRequest client;
    private final VendorHttpClient http;
    private final EasemobJson json;
    private final SecretMask mask;

    EasemobLogin(String path, EasemobApi.TokenRequest client, VendorHttpClient http, EasemobJson json, SecretMask mask) {
        this.path = path;
        this.client = client;
        this.http = http;
        this.json = json;
        this.mask = mask;
    }

    @Override
    public Uni<AccessToken> get() {
        return http.post(path + "/token", Map.of(), body())
                .map(this::grant)
                .onFailure(GatewayException.class)
                .transform(cause -> nothingSent(cause.failure()).exception());
    }

    private Buffer body() {
        try {
            return Buffer.buffer(json.tokenRequest().writeValueAsBytes(client));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private AccessToken grant(Answer answer) {
        VendorJson body = VendorJson.read(answer.body());
        String token = body == null || answer.status() / 100 != 2 ? null : body.text("access_token");
        if (body == null || token == null || !FIT_FOR_A_HEADER.matcher(token).matches()) {
            throw EasemobErrorMapper.ofLogin(answer, body, mask).exception();
        }
        return AccessToken.fresh(token, lifetime(body.integer("expires_in")));
    }

    private static Duration lifetime(@Nullable Long seconds) {
        return seconds == null || seconds <= 0 ? LIFETIME_OF_A_PERMANENT_TOKEN
                : Duration.ofSeconds(Math.min(seconds, LONGEST_LIFETIME.toSeconds()));
    }

    // Whatever came of a login, no friend was sent with it.
    private static Failure nothingSent(Failure failure) {
        Failure login = Failure.of(failure.kind(), "The login at the vendor failed").with(Certainty.NOTHING_IMPORTED)
                .withRetryAfter(failure.retryAfter());
        return failure.vendor() == null ? login : login.withVendorError(failure.vendor());
    }
}
