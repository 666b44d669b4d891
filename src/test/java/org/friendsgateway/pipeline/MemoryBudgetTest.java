package org.friendsgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.pipeline.MemoryBudget.StreamShare;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MemoryBudget budget = TestBudget.of("1000", registry);

    @Test
    void refusesMoreThanIsFree() {
        budget.reserve(600);

        assertRefused(() -> budget.reserve(401), Kind.OVERLOADED);
        budget.reserve(400);
        assertThat(inFlight()).isEqualTo(1000);
    }

    @Test
    void refusesMoreThanTheWholeBudget() {
        assertRefused(() -> budget.reserve(1001), Kind.PAYLOAD_TOO_LARGE);
        assertThat(inFlight()).isZero();
    }

    @Test
    void keepsAReservationThatCannotGrow() {
        Reservation reservation = budget.reserve(300);
        budget.reserve(600);

        assertRefused(() -> reservation.resize(500), Kind.OVERLOADED);
        reservation.resize(400);
        reservation.resize(100);

        assertThat(inFlight()).isEqualTo(700);
    }

    @Test
    void countsMemoryBeyondTheBudget() {
        Reservation reservation = budget.reserve(300);

        reservation.force(1500);
        assertRefused(() -> budget.reserve(1), Kind.OVERLOADED);
        reservation.resize(900);

        assertThat(inFlight()).isEqualTo(900);
    }

    @Test
    void releasesOnce() {
        Reservation reservation = budget.reserve(300);

        reservation.release();
        reservation.release();
        reservation.resize(200);
        reservation.force(200);

        assertThat(inFlight()).isZero();
    }

    @Test
    void leavesHalfToSingleImports() {
        MemoryBudget large = TestBudget.of("10M", registry);
        StreamShare stream = large.openStream();
        Reservation line = stream.forLine();
        Reservation next = stream.forLine();

        assertThat(stream.tryResize(line, 3 << 20)).isTrue();
        assertThat(stream.tryResize(next, 3 << 20)).isFalse();
        assertThat(stream.tryResize(next, 1 << 20)).isTrue();
        line.release();
        assertThat(stream.tryResize(next, 4 << 20)).isTrue();
    }

    @Test
    void dividesTheHalfAmongStreams() {
        MemoryBudget large = TestBudget.of("16M", registry);
        StreamShare one = large.openStream();
        StreamShare other = large.openStream();
        assertThat(one.tryResize(one.forLine(), 1 << 20)).isTrue();
        assertThat(one.tryResize(one.forLine(), 4 << 20)).isFalse();

        other.close();

        assertThat(one.tryResize(one.forLine(), 4 << 20)).isTrue();
    }

    @Test
    void alwaysHasRoomForOneSmallLineOfAStream() {
        MemoryBudget large = TestBudget.of("1M", registry);
        StreamShare stream = large.openStream();
        large.reserve(900_000 - (128 << 10));

        assertThat(stream.tryResize(stream.forLine(), 256 << 10)).isTrue();
        assertThat(stream.tryResize(stream.forLine(), 256 << 10)).isFalse();
    }

    @Test
    void hasRoomForOneLongLineOfAllStreams() {
        MemoryBudget large = TestBudget.of("2M", registry);
        StreamShare one = large.openStream();
        StreamShare other = large.openStream();
        Reservation first = one.forLine();
        Reservation second = other.forLine();

        assertThat(one.tryResize(first, 2 << 20)).isTrue();
        assertThat(other.tryResize(second, 1 << 20)).isFalse();
        first.release();
        assertThat(other.tryResize(second, 1 << 20)).isTrue();
        assertRefused(() -> one.tryResize(one.forLine(), 3 << 20), Kind.PAYLOAD_TOO_LARGE);
    }

    @Test
    void keepsAnswersWithinTheirShare() {
        StreamShare stream = TestBudget.of("8M", registry).openStream();

        assertThat(stream.tryKeep(1 << 20)).isTrue();
        assertThat(stream.tryKeep(1 << 20)).isTrue();
        assertThat(stream.tryKeep(1 << 20)).isFalse();
        stream.close();
        assertThat(TestBudget.inFlight(registry)).isZero();
    }

    @Test
    void losesNothingAmongManyEventLoops() {
        List<CompletableFuture<Void>> loops = IntStream.range(0, 8)
                .mapToObj(loop -> CompletableFuture.runAsync(this::reserveOften)).toList();

        loops.forEach(CompletableFuture::join);

        assertThat(inFlight()).isZero();
    }

    private void reserveOften() {
        for (int i = 0; i < 10_000; i++) {
            Reservation reservation = budget.reserve(0);
            try {
                reservation.resize(50 + i % 300);
                reservation.resize(i % 400);
            } catch (GatewayException refused) {
                assertThat(refused.failure().kind()).isEqualTo(Kind.OVERLOADED);
            } finally {
                reservation.release();
            }
        }
    }

    private static void assertRefused(ThrowingCallable what, Kind kind) {
        assertThatThrownBy(what).isInstanceOfSatisfying(GatewayException.class,
                refused -> assertThat(refused.failure().kind()).isEqualTo(kind));
    }

    private double inFlight() {
        return TestBudget.inFlight(registry);
    }
}
