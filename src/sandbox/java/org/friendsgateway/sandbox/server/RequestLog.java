package org.friendsgateway.sandbox.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong tokenRequests = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong overlaps = new AtomicLong();
    private final AtomicLong notices = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong maxLateness = new AtomicLong();
    private final SlidingWindow arrivals = new SlidingWindow(Integer.MAX_VALUE);
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private long bodyBytes;

    public void countArrival(Fault.Call call, Arrival arrival) {
        if (call == Fault.Call.TOKEN) {
            tokenRequests.incrementAndGet();
        } else {
            calls.incrementAndGet();
            arrivals.accept(arrival.latest());
        }
    }

    /** The nanoseconds between the intended and the real start of a call's processing. */
    void recordLateness(long nanos) {
        maxLateness.accumulateAndGet(nanos, Math::max);
    }

    public void countRateLimited() {
        refusals.incrementAndGet();
    }

    void countOverlap() {
        overlaps.incrementAndGet();
    }

    public void countNotices(int friends) {
        notices.addAndGet(friends);
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

    long calls() {
        return calls.get();
    }

    public long tokenRequests() {
        return tokenRequests.get();
    }

    long refusals() {
        return refusals.get();
    }

    long overlaps() {
        return overlaps.get();
    }

    public long notices() {
        return notices.get();
    }

    int inFlight() {
        return inFlight.get();
    }

    int maxPerSlidingSecond() {
        return arrivals.max();
    }

    ObjectNode counters() {
        return StrictJson.object().put("calls", calls()).put("refusals", refusals()).put("overlaps", overlaps())
                .put("tokenRequests", tokenRequests()).put("maxPerSlidingSecond", maxPerSlidingSecond())
                .put("notices", notices()).put("inFlight", inFlight())
                .put("latestMs", TimeUnit.NANOSECONDS.toMillis(maxLateness.get()));
    }

    /** Keeps the count of calls in flight, which end later. */
    void reset() {
        List.of(calls, tokenRequests, refusals, overlaps, notices, maxLateness).forEach(counter -> counter.set(0));
        arrivals.reset();
        synchronized (this) {
            requests.clear();
            bodyBytes = 0;
        }
    }
}
