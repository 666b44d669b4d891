package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.RawVendor.bytes;
import static org.friendsgateway.vendor.RawVendor.ok;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a vendor does wrong on the only connection that there may be, the next call gets its own response. Each call has a
 * number as its body, and its own response has the same.
 */
class ResponseIsolationTest {

    private static final String FAILS = "fails";
    private static final long TIME_TO_QUEUE = 30;
    private static final String HEAD = "HTTP/1.1 200 OK\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private VendorHttpClient client(RawVendor vendor) {
        return client(vendor.url());
    }

    private VendorHttpClient client(String url) {
        return new VendorHttpClient(vertx, VendorEndpoint.of("base-url", URI.create(url), Duration.ofSeconds(10),
                Duration.ofSeconds(20), 1));
    }

    /** Responds to call 1 with these bytes in one write, and to every other call with its own response. */
    private RawVendor respondingToFirst(String first) {
        return new RawVendor(vertx, (socket, body) -> socket.write(bytes(body.equals("1") ? first : ok(body))));
    }

    /** The body of the response, or {@link #FAILS} for a failure with an unknown result. */
    private Uni<String> call(VendorHttpClient client, String body) {
        return client.post("/", Map.of(), Buffer.buffer(body)).map(answer -> answer.body().toString())
                .onFailure(GatewayException.class).recoverWithItem(failed -> {
                    Failure failure = failed.failure();
                    assertThat(failure).extracting(Failure::kind, Failure::certainty)
                            .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.UNKNOWN);
                    return FAILS;
                });
    }

    private <T> Uni<T> onAnotherLoop(Uni<T> uni) {
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        return uni.runSubscriptionOn(task -> context.runOnContext(now -> task.run()));
    }

    static Stream<Arguments> invalidResponses() {
        Map<String, String> first = new LinkedHashMap<>();
        for (int status : new int[] { 101, 102, 104, 199 }) {
            first.put("HTTP/1.1 " + status + " X\r\n\r\n" + ok("1"), FAILS);
        }
        first.put("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n" + ok("1"), FAILS);
        first.put("HTTP/1.1 102 X\r\nContent-Length: 4\r\n\r\nbody" + ok("1"), FAILS);
        first.put("HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n" + ok("1"), FAILS);
        first.put("HTTP/1.1 100 Continue\r\n\r\n" + ok("1"), "1");
        first.put("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + ok("1"), "1");
        first.put("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok("1"), FAILS);
        first.put(ok("1") + ok("stray"), "1");
        first.put(ok("1") + ok("stray") + ok("stray"), "1");
        first.put(ok("1") + HEAD + "Content-Le", "1");
        first.put(ok("1") + "HTTP/1.1 100 Continue\r\n\r\n", "1");
        first.put(ok("1") + "\r\n", "1");
        first.put(HEAD + "Content-Length: 1\r\n\r\n1 and more", "1");
        first.put(HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n" + ok("stray"), "1");
        first.put("HTTP/1.1 204 No Content\r\n\r\nstray", "");
        first.put("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nstray", "");
        first.put(HEAD + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n" + ok("stray"), FAILS);
        first.put(HEAD + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n1" + ok("stray"), "1");
        first.put(HEAD + "Content-Length: 1\r\nContent-Length: 6\r\n\r\n1stray" + ok("stray"), FAILS);
        first.put(HEAD + "Content-Length: 1, 6\r\n\r\n1stray" + ok("stray"), FAILS);
        first.put(HEAD + "Content-Length: -1\r\n\r\n" + ok("stray"), FAILS);
        first.put(HEAD + "Content-Length: x\r\n\r\n" + ok("stray"), FAILS);
        first.put(HEAD + "Transfer-Encoding: chunked\r\n\r\nx\r\n1\r\n0\r\n\r\n" + ok("stray"), FAILS);
        first.put("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1" + ok("stray"), "1");
        first.put("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n1" + ok("stray"), "1");
        first.put(HEAD + "Connection: keep-alive, close\r\nContent-Length: 1\r\n\r\n1", "1");
        first.put(HEAD + "X: a\r\n b\r\nContent-Length: 1\r\n\r\n1", "1");
        first.put("HTTP/1.1 abc OK\r\nContent-Length: 1\r\n\r\n1" + ok("stray"), FAILS);
        first.put("HTTP/2.0 200 OK\r\nContent-Length: 1\r\n\r\n1" + ok("stray"), FAILS);
        first.put("ICY 200 OK\r\nContent-Length: 1\r\n\r\n1" + ok("stray"), FAILS);
        first.put("HTTP/1.1 200\r\nContent-Length: 1\r\n\r\n1", "1");
        first.put("stray\r\n\r\n" + ok("1"), FAILS);
        return first.entrySet().stream().map(each -> arguments(each.getKey(), each.getValue()));
    }

    @ParameterizedTest
    @MethodSource("invalidResponses")
    void doesNotAffectACallThatWaitsForTheConnection(String response, String first) {
        Promise<Void> arrived = Promise.promise();
        Promise<Void> waits = Promise.promise();
        VendorHttpClient client = client(new RawVendor(vertx, (socket, body) -> {
            arrived.tryComplete();
            waits.future().onSuccess(now -> socket.write(bytes(body.equals("1") ? response : ok(body))));
        }));

        Uni<String> one = onAnotherLoop(call(client, "1"));
        Uni<String> two = onAnotherLoop(Uni.createFrom().completionStage(arrived.future().toCompletionStage())
                .flatMap(now -> {
                    vertx.setTimer(TIME_TO_QUEUE, later -> waits.complete());
                    return call(client, "2");
                }));
        String both = itemOf(Uni.combine().all().unis(one, two).with((body, second) -> body + " " + second));

        assertThat(both).isEqualTo(first + " 2");
    }

    @ParameterizedTest
    @MethodSource("invalidResponses")
    void doesNotAffectACallThatFollowsAtOnce(String response, String first) {
        VendorHttpClient client = client(respondingToFirst(response));

        String both = itemOf(call(client, "1").flatMap(one -> call(client, "2").map(two -> one + " " + two)));

        assertThat(both).isEqualTo(first + " 2");
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray", "HTTP/1.1 200 OK\r\nContent-Le", "H", "\r\n",
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n" })
    void closesAConnectionWithAnUnexpectedResponse(String stray) {
        RawVendor vendor = new RawVendor(vertx, (socket, body) -> {
            socket.write(bytes(ok(body)));
            if (body.equals("1")) {
                vertx.setTimer(50, later -> socket.write(bytes(stray)));
            }
        });
        VendorHttpClient client = client(vendor);

        assertThat(itemOf(call(client, "1"))).isEqualTo("1");
        eventually(() -> vendor.closed() == 1);
        assertThat(itemOf(call(client, "2"))).isEqualTo("2");
        assertThat(vendor.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray", "HTTP/1.1 200 OK\r\nContent-Le", "H",
            "\r\n" })
    void closesAConnectionWithBytesAfterTheResponse(String more) {
        RawVendor vendor = respondingToFirst(ok("1") + more);
        VendorHttpClient client = client(vendor);

        assertThat(itemOf(call(client, "1"))).isEqualTo("1");
        assertThat(itemOf(call(client, "2"))).isEqualTo("2");
        assertThat(vendor.connections()).isEqualTo(2);
    }

    @Test
    void closesAConnectionThatRespondsBeforeTheRequestIsSent() {
        Buffer more = Buffer.buffer("1".repeat(32 << 20));
        AtomicInteger closed = new AtomicInteger();
        NetServer hasty = itemOf(vertx.createNetServer().connectHandler(socket -> {
            socket.closeHandler(gone -> closed.incrementAndGet());
            socket.handler(bytes -> {
                socket.handler(rest -> {
                });
                // Do not read the rest until the client could have taken the connection for a free one.
                socket.pause().write(bytes(ok(bytes.toString().endsWith("\r\n\r\n2") ? "2" : "1")));
                vertx.setTimer(500, later -> socket.resume().write(bytes(ok("stray"))));
            });
        }).listen(0, "127.0.0.1"));
        VendorHttpClient client = client("http://127.0.0.1:" + hasty.actualPort());

        String both = itemOf(client.post("/", Map.of(), more).flatMap(one -> call(client, "2")
                .map(two -> one.body() + " " + two)));

        assertThat(both).isEqualTo("1 2");
        eventually(() -> closed.get() > 0);
    }

    @Test
    void keepsAConnectionWithValidResponses() {
        RawVendor vendor = respondingToFirst("HTTP/1.1 100 Continue\r\n\r\n" + HEAD
                + "Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\nX-Trailer: a\r\n\r\n");
        VendorHttpClient client = client(vendor);

        assertThat(itemOf(call(client, "1"))).isEqualTo("1");
        assertThat(itemOf(call(client, "2"))).isEqualTo("2");
        assertThat(itemOf(call(client, "3"))).isEqualTo("3");
        assertThat(vendor.connections()).isEqualTo(1);
    }

    @Test
    void doesNotTakeALateResponseForTheNextCalls() {
        RawVendor vendor = new RawVendor(vertx, (socket, body) -> {
            if (!body.equals("1")) {
                socket.write(bytes(ok(body)));
            }
        });
        VendorHttpClient client = new VendorHttpClient(vertx, VendorEndpoint.of("base-url", URI.create(vendor.url()),
                Duration.ofSeconds(10), Duration.ofSeconds(2), 1));

        assertThat(failureOf(client.post("/", Map.of(), Buffer.buffer("1"))).kind()).isEqualTo(Kind.VENDOR_TIMEOUT);
        assertThat(itemOf(call(client, "2"))).isEqualTo("2");
        eventually(() -> vendor.closed() == 1);
    }
}
