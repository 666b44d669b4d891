package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.eventually;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Eventually.itemOf;
import static org.friendsgateway.vendor.RawVendor.bytes;
import static org.friendsgateway.vendor.RawVendor.ok;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is opened before its call. */
class VendorHttpConnectionTest {

    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Vertx vertx = Vertx.vertx();
    private final RawVendor vendor = new RawVendor(vertx, (socket, body) -> socket.write(bytes(ok(body))));

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private VendorHttpClient client(int port, Duration connectTimeout, Duration callTimeout, int connections) {
        return new VendorHttpClient(vertx, VendorEndpoint.of("base-url", URI.create("http://127.0.0.1:" + port), connectTimeout,
                callTimeout, connections));
    }

    private VendorHttpClient client(int port, int connections) {
        return client(port, GENEROUS, GENEROUS, connections);
    }

    private VendorHttpClient client(int connections) {
        return client(URI.create(vendor.url()).getPort(), connections);
    }

    private static Uni<String> call(VendorHttpConnection connection, String body) {
        return connection.post("/", Map.of(), Buffer.buffer(body), () -> {
        }).map(answer -> answer.body().toString());
    }

    private static String next(VendorHttpClient client) {
        return itemOf(client.connect().chain(connection -> call(connection, "a")));
    }

    private <T> CompletableFuture<T> onLoop(Context loop, Uni<T> uni) {
        return uni.runSubscriptionOn(task -> loop.runOnContext(now -> task.run())).subscribeAsCompletionStage();
    }

    private Context loop() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    @Test
    void isOpenBeforeTheCall() {
        done(client(1).connect());

        eventually(() -> vendor.connections() == 1);
    }

    @Test
    void isReusedWhenItWasNotNeeded() {
        VendorHttpClient client = client(1);
        for (int i = 0; i < 3; i++) {
            itemOf(client.connect()).release();
        }

        assertThat(next(client)).isEqualTo("a");
        assertThat(vendor.connections()).isEqualTo(1);
        assertThat(vendor.closed()).isZero();
    }

    @Test
    void isGivenToTheNextInLineWhenItIsReleased() {
        VendorHttpClient client = client(1);
        VendorHttpConnection first = itemOf(client.connect());
        CompletableFuture<String> waiting = client.connect().chain(connection -> call(connection, "a"))
                .subscribeAsCompletionStage();
        first.release();

        assertThat(waiting.join()).isEqualTo("a");
        assertThat(vendor.connections()).isEqualTo(1);
    }

    @Test
    void isReusedWhenItsCallerCancelledBeforeItWasOpen() {
        VendorHttpClient client = client(1);
        Uni<String> next = client.connect().invoke(first -> {
            client.connect().subscribe().with(never -> {
            }).cancel();
            first.release();
        }).chain(first -> client.connect()).chain(connection -> call(connection, "a"));

        assertThat(onLoop(loop(), next).join()).isEqualTo("a");
        assertThat(vendor.connections()).isEqualTo(1);
    }

    @Test
    void isReplacedWhenTheVendorClosesItBeforeTheCall() {
        List<NetSocket> sockets = new CopyOnWriteArrayList<>();
        NetServer impatient = itemOf(vertx.createNetServer().connectHandler(socket -> {
            sockets.add(socket);
            socket.handler(request -> socket.write(bytes(ok("a"))));
        }).listen(0, "127.0.0.1"));
        VendorHttpClient client = client(impatient.actualPort(), 1);
        VendorHttpConnection held = itemOf(client.connect());
        eventually(() -> sockets.size() == 1);
        done(sockets.get(0).close());
        // The client may open another one as soon as it notices that this one is closed.
        itemOf(client.connect()).release();

        assertThat(itemOf(call(held, "a"))).isEqualTo("a");
    }

    @Test
    void provesThatNothingWasSentWhenItCannotBeReplaced() {
        List<NetSocket> sockets = new CopyOnWriteArrayList<>();
        NetServer leaving = itemOf(vertx.createNetServer().connectHandler(sockets::add).listen(0, "127.0.0.1"));
        VendorHttpClient client = client(leaving.actualPort(), 1);
        VendorHttpConnection held = itemOf(client.connect());
        eventually(() -> sockets.size() == 1);
        done(leaving.close());
        assertThat(failureOf(client.connect()).kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);

        assertThat(failureOf(call(held, "a"))).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
    }

    @Test
    void reportsThatTheCallIsWrittenWithoutAResponse() {
        NetServer deaf = itemOf(vertx.createNetServer().connectHandler(socket -> {
        }).listen(0, "127.0.0.1"));
        AtomicInteger written = new AtomicInteger();
        VendorHttpConnection connection = itemOf(client(deaf.actualPort(), GENEROUS, SHORT, 1).connect());

        Uni<Response> call = connection.post("/", Map.of(), Buffer.buffer("a"), written::incrementAndGet);
        assertThat(failureOf(call.onFailure().invoke(failed -> assertThat(written).hasValue(1))).kind())
                .isEqualTo(Kind.VENDOR_TIMEOUT);
        assertThat(written).hasValue(1);
    }

    @Test
    void countsTowardsTheLimitOfTheAppOnEveryEventLoop() {
        VendorHttpClient client = client(5);
        List<Context> loops = IntStream.range(0, 8).mapToObj(i -> loop()).toList();
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (Context loop : loops) {
            calls.add(onLoop(loop, Multi.createBy().repeating()
                    .uni(() -> client.connect().chain(connection -> call(connection, "a"))).atMost(20).collect().last()));
        }

        assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo("a"));
        assertThat(vendor.connections()).isLessThanOrEqualTo(5);
    }

    @Test
    void isAvailableToOneEventLoopUpToTheLimitOfTheApp() {
        VendorHttpClient client = client(URI.create(vendor.url()).getPort(), Duration.ofSeconds(2), GENEROUS, 5);
        Context loop = loop();
        List<VendorHttpConnection> held = IntStream.range(0, 5).mapToObj(i -> onLoop(loop, client.connect()).join()).toList();

        assertThat(failureOf(client.connect())).extracting(Failure::kind, Failure::certainty)
                .containsExactly(Kind.VENDOR_UNAVAILABLE, Certainty.NOTHING_IMPORTED);
        assertThat(vendor.connections()).isEqualTo(5);
        held.forEach(connection -> assertThat(itemOf(call(connection, "a"))).isEqualTo("a"));
    }

    @Test
    void isOpenedAndReadOnTheEventLoopOfItsCaller() {
        VendorHttpClient client = client(10);
        for (int i = 0; i < 8; i++) {
            List<Thread> threads = new CopyOnWriteArrayList<>();
            onLoop(loop(), Uni.createFrom().deferred(() -> {
                threads.add(Thread.currentThread());
                return client.connect().invoke(open -> threads.add(Thread.currentThread()))
                        .chain(connection -> connection.post("/", Map.of(), Buffer.buffer("a"),
                                () -> threads.add(Thread.currentThread())))
                        .invoke(answer -> threads.add(Thread.currentThread()));
            })).join();

            assertThat(threads).hasSize(4).containsOnly(threads.get(0));
        }
    }
}
