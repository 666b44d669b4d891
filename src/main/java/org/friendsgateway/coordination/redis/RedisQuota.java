package org.friendsgateway.coordination.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.coordination.Pace;
import org.friendsgateway.coordination.Quota;
import org.friendsgateway.coordination.local.LocalQuota;
import org.friendsgateway.time.Ticker;
import org.friendsgateway.vendor.AppProfile;

/** Slots given out by Redis for all replicas; while Redis is lost, by this replica within its share. */
final class RedisQuota implements Quota {

    /** As long as the window that a vendor counts in; what was begun before a change of era is out of it by then. */
    private static final Duration WINDOW = Duration.ofSeconds(1);
    /** A slot is granted at most the longest wait ahead; the rest is for a spacing and for a change of era. */
    private static final Duration FARTHEST = MAX_WAIT.plusSeconds(10);
    /** Clocks run apart by less during a pause, and a message is under way for less. */
    private static final Duration INACCURACY = Duration.ofSeconds(10);

    private final AppProfile app;
    private final String key;
    private final String pauseKey;
    private final Pace pace;
    private final double margin;
    private final RedisLink link;
    private final Ticker ticker;
    private final RedisScript reserve;
    private final RedisScript giveBack;
    private final RedisScript postpone;
    private final LocalQuota refuge;
    private volatile long freeAt;
    // The end of the last slot taken here, on Redis's clock: nobody else can give back what lies before.
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean tookOwn;
    private volatile long pausedUntil;
    private final AtomicInteger eras = new AtomicInteger(1);
    // While Redis is lost it is another one; it comes back with Redis, unless Redis has forgotten the slots of it.
    private volatile int sharedEra = 1;
    private volatile int era;
    private volatile boolean remembered;
    // Shared slots of before it, on Redis's clock, are void.
    private volatile long resumed;
    private volatile long resumes;

    RedisQuota(AppProfile app, double margin, RedisLink link, Ticker ticker) {
        this.app = app;
        this.key = RedisKeys.of(app, "quota");
        this.pauseKey = RedisKeys.of(app, "pause");
        this.pace = Pace.of(app.callsPerSecond(), margin);
        this.margin = margin;
        this.link = link;
        this.ticker = ticker;
        this.reserve = link.script("reserve");
        this.giveBack = link.script("give-back");
        this.postpone = link.script("postpone");
        this.refuge = new LocalQuota(Pace.shared(app.callsPerSecond(), margin, link.share()), ticker);
        this.freeAt = ticker.nanos();
        this.pausedUntil = freeAt;
    }

    @Override
    public Uni<Slot> reserve(Line line, Duration longestWait) {
        int asked = era;
        long from = ticker.nanos();
        return link.lost() ? reserveOwn(line, longestWait)
                : reserve.run(List.of(key, RedisKeys.of(app, "line:" + line.caller()), pauseKey), micros(pace.spacing()),
                        micros(longestWait), taken.get(), link.replica(), line.crowded() ? 1 : 0, micros(pauseLeft()),
                        micros(FARTHEST), micros(MAX_PAUSE))
                        .map(answer -> slot(answer, asked, from))
                        .onFailure().invoke(link::lose)
                        .onFailure().recoverWithUni(() -> reserveOwn(line, longestWait));
    }

    private Uni<Slot> reserveOwn(Line line, Duration longestWait) {
        tookOwn = true;
        return refuge.reserve(line, longestWait)
                .map(slot -> new Slot(slot.granted(), slot.delay(), slot.number(), era, slot.lines()));
    }

    private Slot slot(Response answer, int asked, long from) {
        boolean granted = answer.get(0).toInteger() == 1;
        Duration wait = Duration.ofNanos(answer.get(1).toLong() * 1000);
        long number = answer.get(2).toLong();
        hearOf(answer.get(4).toLong(), number - micros(wait), from);
        freeAt = ticker.nanos() + wait.toNanos() + (granted ? pace.spacing().toNanos() : 0);
        if (granted) {
            // Answers may overtake one another.
            taken.accumulateAndGet(number + micros(pace.spacing()), Math::max);
        }
        return new Slot(granted, wait, number, asked, answer.get(3).toInteger());
    }

    @Override
    public boolean stands(Slot slot) {
        return slot.era() == era && (era == sharedEra ? slot.number() >= resumed : refuge.stands(slot));
    }

    // Of a pause that any replica was told to make: it holds here, too, when Redis is lost in the middle of it.
    private synchronized void hearOf(long end, long now, long from) {
        pausedUntil = Math.max(pausedUntil, from + Math.max(0, end - now) * 1000);
        // A resumption beyond all pauses was counted on another clock.
        resumed = resumed > now + micros(pauseLeft().plus(INACCURACY)) ? end : Math.max(resumed, end);
    }

    private synchronized void voidBefore(long end) {
        resumed = Math.max(resumed, end);
    }

    @Override
    public Uni<Void> giveBack(Slot slot) {
        if (!stands(slot)) {
            return Uni.createFrom().voidItem();
        }
        taken.compareAndSet(slot.number() + micros(pace.spacing()), 0);
        return link.lost() ? refuge.giveBack(slot)
                : tell(giveBack.run(key, slot.number(), micros(pace.spacing())));
    }

    @Override
    public Uni<Void> postpone(Duration pause) {
        Duration bounded = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        pausedUntil = Math.max(pausedUntil, ticker.nanos() + bounded.toNanos());
        freeAt = Math.max(freeAt, pausedUntil);
        return link.lost() ? refuge.postpone(bounded)
                : tell(postpone.run(pauseKey, micros(bounded))
                        .invoke(answer -> voidBefore(answer.get(1).toLong() + micros(bounded))));
    }

    private Uni<Void> tell(Uni<Response> message) {
        return message.onFailure().invoke(link::lose).onFailure().recoverWithNull().replaceWithVoid();
    }

    @Override
    public Duration backlog() {
        return link.lost() ? refuge.backlog() : Duration.ofNanos(Math.max(0, freeAt - ticker.nanos()));
    }

    @Override
    public Pace pace() {
        return link.lost() ? refuge.pace() : pace;
    }

    /** From shared slots to this replica's own, which begin when a window has passed. */
    void retreat() {
        era = eras.incrementAndGet();
        tookOwn = false;
        refuge.pace(Pace.shared(app.callsPerSecond(), margin, link.share()));
        refuge.startAfter(longer(WINDOW, pauseLeft()));
    }

    /**
     * Back to shared slots.
     *
     * @param alone whether only this replica was away, so that nothing but its own slots must be out of the window; else
     *        the others notice the return within a window, and then a window passes
     */
    Uni<Void> comeBack(boolean alone) {
        Duration wait = !alone ? WINDOW.plus(WINDOW) : tookOwn ? WINDOW : Duration.ZERO;
        Duration resumption = longer(wait, pauseLeft());
        return postpone.run(key, micros(wait)).invoke(answer -> {
            long now = answer.get(1).toLong();
            remembered = answer.get(0).toLong() >= taken.get() || taken.get() <= now + micros(resumption);
            // What was left of a pause ran on while the message was under way: slots right after its end are not before it.
            resumes = now + micros(longer(wait, pauseLeft()));
        }).replaceWithVoid();
    }

    // A pause that the vendor asked for outlives the memory of Redis, which is told of it by each reservation.
    private Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, pausedUntil - ticker.nanos()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** From now on slots are shared, and those that this replica gave out by itself are void. */
    synchronized void rejoin() {
        if (!remembered) {
            sharedEra = eras.incrementAndGet();
        }
        resumed = resumes;
        era = sharedEra;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
