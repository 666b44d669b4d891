package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That no event loop is ever kept waiting, whatever the size of the work and however slow the vendor. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class BlockingTest {

    private static final int IMPORTS_AT_ONCE = 8;
    private static final int ROUNDS = 3;
    private static final Duration LONGER_THAN_ALLOWED = Duration.ofSeconds(1);

    private final Logger checker = Logger.getLogger("io.vertx.core.impl.BlockedThreadChecker");
    private final Warnings warnings = new Warnings();

    @Inject
    Vertx vertx;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @BeforeEach
    void listen() {
        checker.addHandler(warnings);
    }

    @AfterEach
    void stopListening() {
        checker.removeHandler(warnings);
    }

    @Test
    void wouldBeToldOfABlockedEventLoop() {
        vertx.getOrCreateContext().runOnContext(started -> LockSupport.parkNanos(2 * LONGER_THAN_ALLOWED.toNanos()));

        Patience.until("there is a warning", () -> !warnings.seen.isEmpty());
    }

    @Test
    void blocksNoEventLoopWithLargeImportsAndASlowVendor() {
        importAtOnce(0);

        // A machine that is busy with something else may be slow once; what blocks is slow each time.
        boolean quiet = IntStream.rangeClosed(1, ROUNDS).anyMatch(this::isQuiet);

        assertThat(quiet).as("%s", warnings.seen).isTrue();
    }

    @Test
    void readsAndSendsLargeImportsOnAnEventLoop() {
        ObjectNode large = body("tower", "large", friends());
        large.withArray("/friends").forEach(friend -> ((ObjectNode) friend).put("message", "m".repeat(1000)));

        Reply reply = ApiCaller.post(large);

        // Carrier pigeons refuse whatever comes from a thread that may block.
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        assertThat(reply.at("/summary/imported")).isEqualTo("3000");
    }

    private boolean isQuiet(int round) {
        warnings.seen.clear();
        importAtOnce(round);
        return warnings.seen.isEmpty();
    }

    private void importAtOnce(int round) {
        IntStream.range(0, IMPORTS_AT_ONCE).forEach(i -> sandbox.tencent().faults()
                .add(Fault.delay(LONGER_THAN_ALLOWED).forUser("crowd-" + round + "-" + i)));

        List<Integer> statuses = IntStream.range(0, IMPORTS_AT_ONCE)
                .mapToObj(i -> ApiCaller.posting(body("crowded", "crowd-" + round + "-" + i, friends()))).toList()
                .stream().map(reply -> reply.join().status()).toList();

        assertThat(statuses).containsOnly(200);
    }

    private static List<String> friends() {
        return IntStream.range(0, 3000).mapToObj(i -> "friend-" + i).toList();
    }

    /** Keeps what the checker says. */
    private static final class Warnings extends Handler {

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord told) {
            seen.add(told.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
