package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.vendor.RecordingServer.Recorded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VendorHttpClientTest {

    private static final Buffer LONGEST = Buffer.buffer(new byte[4 * 1024 * 1024]);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private VendorHttpClient client(String url) {
        return new VendorHttpClient(vertx, VendorEndpoint.of("base-url", URI.create(url), Duration.ofSeconds(10),
                Duration.ofSeconds(30), 10));
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "::1" })
    void namesTheHostAsAUrlDoes(String address) {
        RecordingServer server = new RecordingServer(vertx, address, Buffer.buffer("{}"));

        done(client(server.url().toString()).post("/a", Map.of(), Buffer.buffer("{}")));

        assertThat(server.request().headers().get("Host")).isEqualTo(server.url().getRawAuthority());
    }

    @Test
    void putsThePathOfTheBaseUrlBeforeEveryCallsOwn() {
        RecordingServer server = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        done(client(server.url() + "/im/cn/").post("/a%20b?c=d%2B", Map.of("X-A", "b"), Buffer.buffer("{}")));

        Recorded request = server.request();
        assertThat(request.path()).isEqualTo("/im/cn/a%20b");
        assertThat(request.query()).containsExactly(Map.entry("c", List.of("d+")));
        assertThat(request.headers().get("X-A")).isEqualTo("b");
    }

    @Test
    void readsTheLongestAnswer() {
        RecordingServer server = RecordingServer.answering(vertx, LONGEST);

        assertThat(itemOf(client(server.url().toString()).post("/", Map.of(), Buffer.buffer())).body().length())
                .isEqualTo(LONGEST.length());
    }

    @Test
    void readsNoLongerAnswer() {
        RecordingServer server = RecordingServer.answering(vertx, LONGEST.copy().appendByte((byte) 0));

        Failure failure = failureOf(client(server.url().toString()).post("/", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.UNKNOWN);
    }

    @Test
    void provesThatNothingWasSentToAHostThatDoesNotSpeakTls() {
        RecordingServer server = RecordingServer.answering(vertx, Buffer.buffer("{}"));

        Failure failure = failureOf(
                client(server.url().toString().replace("http:", "https:")).post("/", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.NOTHING_IMPORTED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void repeatsNoSignatureInAFailure() {
        Failure failure = failureOf(nobody().post("/?usersig=s3cret", Map.of(), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_UNAVAILABLE,
                Certainty.NOTHING_IMPORTED);
        assertThat(failure.exception()).hasMessageNotContaining("s3cret");
    }

    @Test
    void repeatsNoCredentialThatCannotStandInAHeader() {
        Failure failure = failureOf(nobody().post("/", Map.of("Authorization", "Bearer s3cret\n"), Buffer.buffer()));

        assertThat(failure).extracting(Failure::kind, Failure::certainty).containsExactly(Kind.INTERNAL_ERROR,
                Certainty.NOTHING_IMPORTED);
        assertThat(failure.exception()).hasMessageNotContaining("s3cret");
    }

    /** A client of a server that is gone. */
    private VendorHttpClient nobody() {
        Vertx gone = Vertx.vertx();
        String url = RecordingServer.answering(gone, Buffer.buffer()).url().toString();
        done(gone.close());
        return client(url);
    }
}
