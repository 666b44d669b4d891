package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.MutableClock;
import org.friendsgateway.vendor.RecordingServer;
import org.friendsgateway.vendor.RecordingServer.Recorded;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorEndpoint;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EasemobLoginTest {

    private static final String GRANT = "{\"access_token\":\"t\",\"expires_in\":%s,\"application\":\"8be024f0\"}";

    private final MutableClock clock = new MutableClock(Instant.parse("2024-02-29T12:00:00Z"));
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private RecordingServer answering(String answer) {
        return RecordingServer.answering(vertx, Buffer.buffer(answer));
    }

    private EasemobLogin login(RecordingServer server) {
        VendorEndpoint endpoint = VendorEndpoint.of("base-url", server.url(), Duration.ofSeconds(10), Duration.ofSeconds(30),
                10);
        return new EasemobLogin("/org/app", "id", "secret", new VendorHttpClient(vertx, endpoint),
                new SecretMask(Set.of("secret")));
    }

    @Test
    void sendsTheRequestOfTheTokenPage() {
        RecordingServer server = answering(GRANT.formatted("60"));

        assertThat(itemOf(login(server).get())).isNotNull();

        Recorded request = server.request();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /org/app/token");
        assertThat(request.body().toJsonObject()).isEqualTo(new JsonObject().put("grant_type", "client_credentials")
                .put("client_id", "id").put("client_secret", "secret"));
        assertThat(request.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().contains("Authorization")).isFalse();
    }

    @Test
    void readsTheLifetimeInSeconds() {
        assertThat(itemOf(login(answering(GRANT.formatted("3600"))).get()))
                .isEqualTo(AccessToken.fresh("t", Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "5184001", "9223372036854775807" })
    void trustsNoTokenForMoreThan60Days(String expiresIn) {
        assertThat(itemOf(login(answering(GRANT.formatted(expiresIn))).get()).lifetime()).isEqualTo(Duration.ofDays(60));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'access_token':'t'}", "{'access_token':'t','expires_in':null}",
            "{'access_token':'t','expires_in':0}", "{'access_token':'t','expires_in':-1}" })
    void doesNotLogInForEveryCallWhenATokenHasNoLifetime(String answer) {
        RecordingServer server = answering(answer.replace('\'', '"'));
        VendorToken token = new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx), clock)
                .of(new AppProfile("chat-em", "easemob", 10, 100), login(server));
        assertThat(itemOf(token.get())).isEqualTo("t");
        clock.advance(Duration.ofHours(11));

        assertThat(itemOf(token.get())).isEqualTo("t");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "{}", "[]", "<html>", "{\"access_token\":null}",
            "{\"access_token\":\"t\",\"expires_" })
    void failsWithoutATokenAndWithNothingImported(String answer) {
        Failure failure = failureOf(login(answering(answer)).get());

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOTHING_IMPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "t\\n", "t t", "t\u00e9" })
    void failsWhenTheTokenIsNotValidInAHeader(String token) {
        assertThat(failureOf(login(answering("{\"access_token\":\"" + token + "\",\"expires_in\":60}")).get()).kind())
                .isEqualTo(Kind.VENDOR_UNAVAILABLE);
    }
}
