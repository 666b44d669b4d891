package org.friendsgateway.importer;

import java.time.Duration;

/**
 * Sizes and times of a run.
 *
 * @param maxLines of a request; the gateway holds as many, so that it never stops reading one
 * @param maxBytes of a request, at least one line aside
 * @param maxCsvBytes of rows that are held in memory to be grouped
 * @param minPause before a first repeat; it doubles from repeat to repeat
 * @param maxPause between two repeats, unless the gateway asks for more
 * @param giveUpAfter how long the gateway may be out of reach
 * @param maxSilence the longest time without a line of an answer, which the gateway sends every 5 s
 * @param reportInterval between two lines of progress where there is no terminal
 */
record Limits(int maxLines, int maxBytes, long maxCsvBytes, Duration minPause, Duration maxPause, Duration giveUpAfter,
        Duration maxSilence, Duration reportInterval) {

    static Limits standard() {
        // What is held is a little more than what is counted, and some is needed to send.
        long maxCsvBytes = Runtime.getRuntime().maxMemory() / 10 * 6;
        return new Limits(1_000, 1 << 20, maxCsvBytes, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1),
                Duration.ofMinutes(1), Duration.ofSeconds(10));
    }
}
