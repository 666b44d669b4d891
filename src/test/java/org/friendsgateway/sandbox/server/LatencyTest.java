package org.friendsgateway.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void hasTheConfiguredMedianAndP99() {
        Latency.Delay delay = new Latency.Delay(Duration.ofMillis(20), Duration.ofMillis(100));
        Random random = new Random(7);

        double[] millis = Stream.generate(() -> delay.next(random)).limit(100_000).mapToDouble(d -> d.toNanos() / 1e6).sorted()
                .toArray();

        assertThat(millis[50_000]).isCloseTo(20, within(0.5));
        assertThat(millis[99_000]).isCloseTo(100, within(5.0));
    }

    @Test
    void isConstantIfMedianAndP99AreEqual() {
        Duration time = Duration.ofMillis(5);

        assertThat(new Latency.Delay(time, time).next(new Random(7))).isEqualTo(time);
        assertThat(Latency.Delay.NONE.next(new Random(7))).isZero();
    }

    @Test
    void opensAConnectionInTwoRoundTrips() {
        Latency.Delay way = new Latency.Delay(Duration.ofMillis(125), Duration.ofMillis(130));
        Latency.Delay twoRoundTrips = new Latency.Delay(Duration.ofMillis(500), Duration.ofMillis(520));
        Duration work = Duration.ofMillis(5);

        assertThat(Latency.processing(work).withDistance(way))
                .isEqualTo(new Latency(twoRoundTrips, way, new Latency.Delay(work, work), way, 1));
    }

    @Test
    void refusesAP99BelowTheMedian() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.Delay(Duration.ofMillis(2), Duration.ofMillis(1)))
                .withMessageContaining("p99");
    }
}
