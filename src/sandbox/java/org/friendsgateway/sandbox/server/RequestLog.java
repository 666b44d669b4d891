package org.friendsgateway.sandbox.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.wire.StrictJson;

/** Counts what a simulated vendor receives and keeps the last requests. */
public final class RequestLog {

    private static final int MAX_REQUESTS = 1_000;
    private static final long MAX_BODY_BYTES = 16L << 20;

    private final Map<Counter, Long> counts = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong maxLateness = new AtomicLong();
    private final SlidingWindow arrivals = new SlidingWindow(Integer.MAX_VALUE);
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private long bodyBytes;

    /** What is counted, refused calls included. */
    public enum Counter {
        CALLS,
        TOKEN_REQUESTS,
        /** Calls of any kind refused because of their rate. */
        REFUSALS,
        /** Import calls that arrived during another write for the same user. */
        OVERLAPS,
        /** Friends imported with a notice. */
        NOTICES
    }

    public void add(Counter counter, long n) {
        counts.merge(counter, n, Long::sum);
    }

    public long count(Counter counter) {
        return counts.getOrDefault(counter, 0L);
    }

    public void addArrival(Fault.Call call, Arrival arrival) {
        switch (call) {
            case TOKEN -> add(Counter.TOKEN_REQUESTS, 1);
            case CHECK -> arrivals.accept(arrival.latest());
            case IMPORT -> {
                add(Counter.CALLS, 1);
                arrivals.accept(arrival.latest());
            }
        }
    }

    /** The nanoseconds between the intended and the real start of a call's processing. */
    void recordLateness(long nanos) {
        maxLateness.accumulateAndGet(nanos, Math::max);
    }

    void callStarted() {
        inFlight.incrementAndGet();
    }

    void callEnded() {
        inFlight.decrementAndGet();
    }

    synchronized void record(ReceivedRequest request) {
        requests.addLast(request);
        bodyBytes += request.body().length();
        while (requests.size() > MAX_REQUESTS || bodyBytes > MAX_BODY_BYTES) {
            bodyBytes -= requests.removeFirst().body().length();
        }
    }

    synchronized List<ReceivedRequest> lastRequests() {
        return List.copyOf(requests);
    }

    int inFlight() {
        return inFlight.get();
    }

    int maxPerSlidingSecond() {
        return arrivals.max();
    }

    ObjectNode counters() {
        return StrictJson.object().put("calls", count(Counter.CALLS))
                .put("refusals", count(Counter.REFUSALS)).put("overlaps", count(Counter.OVERLAPS))
                .put("tokenRequests", count(Counter.TOKEN_REQUESTS)).put("maxPerSlidingSecond", maxPerSlidingSecond())
                .put("notices", count(Counter.NOTICES)).put("inFlight", inFlight())
                .put("latestMs", TimeUnit.NANOSECONDS.toMillis(maxLateness.get()));
    }

    /** Keeps the count of calls in flight, which end later. */
    void reset() {
        counts.clear();
        maxLateness.set(0);
        arrivals.reset();
        synchronized (this) {
            requests.clear();
            bodyBytes = 0;
        }
    }
}
