package org.friendsgateway.vendor.easemob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.vendor.Grants.Grant;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Answer;
import org.friendsgateway.vendor.easemob.EasemobApi.TokenAnswer;

/** Asks for an app token, once for each call of {@link #get}. */
final class EasemobLogin implements Supplier<Uni<Grant>> {

    private static final int OK = 200;
    private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[!-~]+");

    /** For a token that never expires, which is answered with no lifetime at all. */
    private static final Duration LIFETIME_OF_A_PERMANENT_TOKEN = Duration.ofDays(1);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(60);

    private final String path;
    private final EasemobApi.TokenRequest client;
    private final VendorHttpClient http;
    private final EasemobJson json;

    EasemobLogin(String path, EasemobApi.TokenRequest client, VendorHttpClient http, EasemobJson json) {
        this.path = path;
        this.client = client;
        this.http = http;
        this.json = json;
    }

    @Override
    public Uni<Grant> get() {
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

    private Grant grant(Answer answer) {
        if (answer.status() != OK) {
            throw EasemobFailures.ofLogin(answer.status(), json.refusal(answer.body())).exception();
        }
        try {
            TokenAnswer token = json.tokenAnswer().readValue(answer.body().getBytes());
            if (token != null && token.accessToken() != null && FIT_FOR_A_HEADER.matcher(token.accessToken()).matches()) {
                return Grant.fresh(token.accessToken(), lifetime(token));
            }
        } catch (IOException unreadable) {
            throw EasemobFailures.unreadable(answer.status()).exception();
        }
        throw EasemobFailures.unreadable(answer.status()).exception();
    }

    private static Duration lifetime(TokenAnswer token) {
        if (token.expiresIn() == null || token.expiresIn() <= 0) {
            return LIFETIME_OF_A_PERMANENT_TOKEN;
        }
        return Duration.ofSeconds(Math.min(token.expiresIn(), LONGEST_LIFETIME.toSeconds()));
    }

    // Whatever became of a login, no friend was sent with it.
    private static Failure nothingSent(Failure failure) {
        Failure login = Failure.of(failure.kind(), "The login at the vendor failed");
        return failure.vendor() == null ? login : login.by(failure.vendor());
    }
}
