package org.friendsgateway.http;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;

import org.friendsgateway.LogLines;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lines that refused callers cause. */
class RefusedCallerLogTest {

    private final VirtualScheduler time = new VirtualScheduler();
    private final RefusedCallerLog refused = new RefusedCallerLog(time);
    private final LogLines log = new LogLines("org.friendsgateway.callers");

    @AfterEach
    void close() {
        log.close();
    }

    private void refuse(int times) {
        IntStream.range(0, times).forEach(i -> refused.refused(Failure.of(Kind.UNAUTHENTICATED, "The key is not known"),
                new RequestContext("request-" + i, 0, null, "192.0.2.7")));
    }

    private int lines() {
        return log.of("caller refused").size();
    }

    @Test
    void logsWhoWasRefusedAndWhy() {
        refuse(1);

        assertThat(log.of("caller refused")).singleElement().satisfies(line -> assertThat(line.fields())
                .containsExactlyInAnyOrderEntriesOf(Map.of("code", "unauthenticated", "reason", "The key is not known",
                        "requestId", "request-0", "address", "192.0.2.7")));
    }

    @Test
    void logsTenLinesASecondAndThenACount() {
        refuse(1000);

        assertThat(lines()).isEqualTo(10);
        assertThat(log.of("more callers refused")).isEmpty();
        time.advance(ofSeconds(1));
        assertThat(log.of("more callers refused")).singleElement()
                .satisfies(line -> assertThat(line.fields()).containsEntry("count", "990"));
        refuse(1);
        assertThat(lines()).isEqualTo(11);
        time.advance(ofSeconds(5));
        assertThat(log.of("more callers refused")).hasSize(1);
    }

    @Test
    void logsAtMostTenLinesInAnySecond() {
        for (int step = 0; step < 40; step++) {
            refuse(1);
            time.advance(ofMillis(50));
        }

        assertThat(lines()).isEqualTo(20);
    }
}
