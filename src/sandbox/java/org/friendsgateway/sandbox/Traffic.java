package org.friendsgateway.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a simulated vendor saw on its wire. */
final class Traffic {

    private static final int REMEMBERED = 1_000;
    private static final long REMEMBERED_BYTES = 16L << 20;

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong tokenRequests = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong overlaps = new AtomicLong();
    private final AtomicLong notices = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final SlidingSecond arrivals = new SlidingSecond(Integer.MAX_VALUE);
    private final AtomicLong latest = new AtomicLong();
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private long rememberedBytes;

    void arrived(Fault.Call call, Arrival arrival) {
        if (call == Fault.Call.TOKEN) {
            tokenRequests.incrementAndGet();
        } else {
            calls.incrementAndGet();
            arrivals.accept(arrival.latest());
        }
    }

    /** A call was judged so long after it had arrived. */
    void late(long nanos) {
        latest.accumulateAndGet(nanos, Math::max);
    }

    void refusedForSpeed() {
        refusals.incrementAndGet();
    }

    void overlapped() {
        overlaps.incrementAndGet();
    }

    void noticed(int friends) {
        notices.addAndGet(friends);
    }

    void opened() {
        inFlight.incrementAndGet();
    }

    void closed() {
        inFlight.decrementAndGet();
    }

    synchronized void remember(ReceivedRequest request) {
        requests.addLast(request);
        rememberedBytes += request.body().length();
        while (requests.size() > REMEMBERED || rememberedBytes > REMEMBERED_BYTES) {
            rememberedBytes -= requests.removeFirst().body().length();
        }
    }

    synchronized List<ReceivedRequest> lastRequests() {
        return List.copyOf(requests);
    }

    long calls() {
        return calls.get();
    }

    long tokenRequests() {
        return tokenRequests.get();
    }

    long refusals() {
        return refusals.get();
    }

    long overlaps() {
        return overlaps.get();
    }

    long notices() {
        return notices.get();
    }

    int inFlight() {
        return inFlight.get();
    }

    int maxPerSlidingSecond() {
        return arrivals.most();
    }

    ObjectNode counters() {
        return Json.object().put("calls", calls()).put("refusals", refusals()).put("overlaps", overlaps())
                .put("tokenRequests", tokenRequests()).put("maxPerSlidingSecond", maxPerSlidingSecond())
                .put("notices", notices()).put("inFlight", inFlight())
                .put("latestMs", TimeUnit.NANOSECONDS.toMillis(latest.get()));
    }

    /** Calls under way stay counted as such: they end later. */
    void forget() {
        List.of(calls, tokenRequests, refusals, overlaps, notices, latest).forEach(counter -> counter.set(0));
        arrivals.forget();
        synchronized (this) {
            requests.clear();
            rememberedBytes = 0;
        }
    }
}
