package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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

/** No task keeps an event loop for long, whatever the size of the imports and however slow the vendor. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class BlockingTest {

    private static final int CONCURRENT_IMPORTS = 8;
    private static final Duration VENDOR_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_TASK = Duration.ofMillis(500);

    @Inject
    Vertx vertx;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;
    private EventLoopWatch watch;

    @BeforeEach
    void start() {
        watch = new EventLoopWatch(vertx);
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void noticesATaskThatWaits() {
        vertx.getOrCreateContext().runOnContext(task -> LockSupport.parkNanos(MAX_TASK.toNanos()));

        assertThat(watch.longest()).isGreaterThan(MAX_TASK.multipliedBy(9).dividedBy(10));
    }

    @Test
    void noticesATaskThatComputes() {
        vertx.getOrCreateContext().runOnContext(task -> compute(MAX_TASK));

        assertThat(watch.longest()).isGreaterThanOrEqualTo(MAX_TASK);
    }

    private static void compute(Duration cpuTime) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start < cpuTime.toNanos()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsNoEventLoopForLongWithLargeImportsAndASlowVendor() {
        IntStream.range(0, CONCURRENT_IMPORTS)
                .forEach(i -> sandbox.tencent().faults().add(Fault.delay(VENDOR_DELAY).forUser("crowd-" + i)));

        List<Integer> statuses = IntStream.range(0, CONCURRENT_IMPORTS)
                .mapToObj(i -> ApiCaller.posting(body("crowded", "crowd-" + i, friends()))).toList()
                .stream().map(reply -> reply.join().status()).toList();

        assertThat(statuses).containsOnly(200);
        assertThat(watch.longest()).as("%s", watch).isLessThan(MAX_TASK);
    }

    @Test
    void readsAndSendsLargeImportsOnAnEventLoop() {
        ObjectNode large = body("tower", "large", friends());
        large.withArray("/friends").forEach(friend -> ((ObjectNode) friend).put("message", "m".repeat(1000)));

        Reply reply = ApiCaller.post(large);

        // The carrier pigeon vendor refuses calls from threads that may block.
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        assertThat(reply.at("/summary/imported")).isEqualTo("3000");
    }

    private static List<String> friends() {
        return IntStream.range(0, 3000).mapToObj(i -> "friend-" + i).toList();
    }
}
