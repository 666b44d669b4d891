package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;
import static org.friendsgateway.vendor.Outcomes.summary;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

import org.friendsgateway.LogLines;
import org.friendsgateway.TestConfig;
import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.time.RealScheduler;
import org.friendsgateway.token.local.LocalTokenStore;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.MutableClock;
import org.friendsgateway.vendor.PlainApp;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorEndpoint;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins and configured tokens, as the vendor sees them. */
class EasemobCredentialTest {

    private static final Duration GENEROUS = Duration.ofSeconds(30);

    private static final String KEYS = "gateway.easemob.apps.chat-em.";

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_700_000_000));
    private final Vertx vertx = Vertx.vertx();
    private final EasemobSandbox sandbox = new EasemobSandbox(vertx,
            EasemobSandbox.Settings.of("org", "app", "id", "secret").withLatency(Latency.none()).withClock(clock));

    @BeforeEach
    void start() {
        done(sandbox.start());
    }

    @AfterEach
    void stop() {
        done(vertx.close());
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + sandbox.port());
    }

    private VendorApp app(String secret, Duration callTimeout) {
        VendorHttpClient http = new VendorHttpClient(vertx,
                VendorEndpoint.of("base-url", url(), GENEROUS, callTimeout, 10));
        SecretMask mask = new SecretMask(Set.of());
        AppProfile profile = new AppProfile("chat-em", "easemob", 10, 100);
        VendorToken token = new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx), clock).of(profile,
                new EasemobLogin("/org/app", "id", secret, http, mask));
        return new EasemobApp(profile, "/org/app", token, http, mask);
    }

    private VendorApp appWith(String token) {
        return new ConfiguredEasemob("org", "app", Optional.of(token), url()).app(vertx);
    }

    @Test
    void logsInOnceForManyCalls() {
        VendorApp app = app("secret", GENEROUS);
        done(app.authenticate());
        done(send(app, friends("alice", "bob")));
        done(send(app, friends("alice", "carl")));

        assertThat(sandbox.tokenRequests()).isEqualTo(1);
    }

    @Test
    void logsInAgainBeforeATokenExpires() {
        VendorApp app = app("secret", GENEROUS);
        done(send(app, friends("alice", "bob")));
        clock.advance(Duration.ofDays(30));
        done(send(app, friends("alice", "carl")));

        eventually(() -> sandbox.tokenRequests() == 2);
    }

    @Test
    void usesTheOldTokenWhileTheLoginHangs() {
        VendorApp app = app("secret", GENEROUS);
        done(send(app, friends("alice", "bob")));
        clock.advance(Duration.ofDays(30));
        sandbox.faults().add(Fault.hang().atLogin());

        assertThat(summary(itemOf(send(app, friends("alice", "carl"))))).containsExactly("carl imported");
    }

    @Test
    void countsATokenAsAcceptedWhenTheVendorRefusesTheUser() {
        VendorApp app = app("secret", GENEROUS);
        done(app.authenticate());
        IntStream.range(0, 3).forEach(i -> {
            sandbox.revokeTokens();
            assertThat(failureOf(send(app, friends("alice", "bob"))).kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED);
            assertThat(failureOf(send(app, friends("ghost", "bob"))).kind()).isEqualTo(Kind.USER_NOT_FOUND);
            clock.advance(Duration.ofMinutes(1));
            assertThat(failureOf(send(app, friends("ghost", "bob"))).kind()).isEqualTo(Kind.USER_NOT_FOUND);
        });
    }

    @Test
    void sendsNothingWhenTheClientIsWrong() {
        VendorApp app = app("guess", GENEROUS);

        Failure failure = failureOf(send(app, friends("alice", "bob")));

        assertThat(failure).extracting(Failure::kind, Failure::certainty, Failure::retryAdvice)
                .containsExactly(Kind.VENDOR_UNAUTHORIZED, Certainty.NOTHING_IMPORTED, RetryAdvice.NO_RETRY);
        assertThat(sandbox.calls()).isZero();
    }

    @Test
    void logsAFailedLoginOnceThoughSeveralCallsNeededIt() {
        VendorApp app = new EasemobApps(TestConfig.of(EasemobConfig.class, Map.of(KEYS + "base-url", url().toString(),
                KEYS + "org-name", "org", KEYS + "app-name", "app", KEYS + "client-id", "id", KEYS + "client-secret", "guess")),
                PlainApp.clients(vertx),
                new SharedTokens(new LocalTokenStore(), RealScheduler.of(vertx), clock)).apps().get(0);
        try (LogLines log = new LogLines("org.friendsgateway.vendorcalls")) {
            IntStream.range(0, 3).forEach(
                    i -> assertThat(failureOf(app.authenticate()).kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED));

            assertThat(log.of("vendor login failed")).singleElement().satisfies(line -> assertThat(line.fields())
                    .containsAllEntriesOf(Map.of("app", "chat-em", "provider", "easemob", "total", "0",
                            "code", "vendor_unauthorized", "vendorCode", "invalid_grant", "vendorStatus", "400")));
        }
    }

    @Test
    void completesALoginOnTheEventLoopOfEachCaller() {
        VendorApp app = app("secret", GENEROUS);
        List<Context> loops = IntStream.range(0, 3).mapToObj(i -> (Context) ((VertxInternal) vertx).createEventLoopContext())
                .toList();
        List<CompletableFuture<Context>> completedOn = loops.stream().map(loop -> app.authenticate()
                .map(done -> Vertx.currentContext()).runSubscriptionOn(task -> loop.runOnContext(now -> task.run()))
                .subscribeAsCompletionStage()).toList();

        assertThat(completedOn).extracting(CompletableFuture::join).isEqualTo(loops);
        assertThat(sandbox.tokenRequests()).isEqualTo(1);
    }

    @Test
    void reportsThatABrokenLoginImportedNothing() {
        sandbox.faults().add(Fault.cut(Fault.Moment.AFTER_PROCESSING).atLogin());

        assertThat(failureOf(send(app("secret", GENEROUS), friends("alice", "bob"))))
                .extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void reportsThatASlowLoginImportedNothing() {
        sandbox.faults().add(Fault.hang().atLogin());

        assertThat(failureOf(app("secret", Duration.ofMillis(200)).authenticate()))
                .extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_TIMEOUT, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void usesATokenFromTheConfiguration() {
        assertThat(summary(itemOf(send(appWith(sandbox.issueToken()), friends("alice", "bob")))))
                .containsExactly("bob imported");
        assertThat(sandbox.tokenRequests()).isZero();
    }

    @Test
    void hasNoOtherTokenThanTheConfiguredOne() {
        assertThat(failureOf(send(appWith("YWMt"), friends("alice", "bob"))))
                .extracting(Failure::kind, Failure::certainty, Failure::retryAdvice)
                .containsExactly(Kind.VENDOR_UNAUTHORIZED, Certainty.NOTHING_IMPORTED, RetryAdvice.NO_RETRY);
    }

    @Test
    void reportsThatNothingWasImportedByAVendorThatIsDownWithoutALogin() {
        VendorApp app = appWith(sandbox.issueToken());
        done(sandbox.close());

        assertThat(failureOf(send(app, friends("alice", "bob")))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void doesNotPrintAConfiguredToken() {
        assertThat(VendorToken.fixed("YWMt-secret").toString()).doesNotContain("secret");
    }
}
