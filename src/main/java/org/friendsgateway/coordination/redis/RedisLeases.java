package org.friendsgateway.coordination.redis;

import static java.util.concurrent.ConcurrentHashMap.newKeySet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;

import org.friendsgateway.quota.Quota;
import org.friendsgateway.quota.redis.RedisQuota;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisScript;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Leases of names, one holder at a time over all replicas. A lease that is given up is handed to the first in line, who is
 * told on his replica's channel; a line is asked again now and then, for a message may be lost and a holder may die.
 */
final class RedisLeases {

    /** A dead holder keeps the others waiting for so long. */
    static final Duration LIFE = Duration.ofSeconds(5);
    private static final Duration RENEWED_WITH_LESS_THAN = Duration.ofSeconds(4);
    private static final Duration TO_TAKE_UP = Duration.ofSeconds(2);
    private static final Duration ASKED_AGAIN = Duration.ofMillis(500);

    private static final Logger LOG = Logger.getLogger(RedisLeases.class);

    private final RedisHealth link;
    private final Scheduler scheduler;
    private final RedisScript take;
    private final RedisScript takeWithPermit;
    private final RedisScript renew;
    private final RedisScript release;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Lease> held = newKeySet();
    private final Map<String, Promise<Void>> calls = new ConcurrentHashMap<>();
    private volatile boolean heard;
    private volatile boolean deaf;
    private volatile long firstCall;
    private volatile Cancellable listening = () -> {
    };

    RedisLeases(RedisHealth link, Scheduler scheduler) {
        this.link = link;
        this.scheduler = scheduler;
        this.take = link.script("lease-take");
        this.takeWithPermit = link.script("lease-take-with-permit");
        this.renew = link.script("lease-renew");
        this.release = link.script("lease-release");
        link.addHeartbeatTask(this::renew);
    }

    /** Listens for leases that are handed over, for as long as the process lives. */
    void listen(ReactiveRedisDataSource redis) {
        // Nobody in particular waits for these messages, so nobody else could subscribe to them.
        link.addHeartbeatTask(() -> listenToItself(redis));
        listening = redis.pubsub(String.class).subscribe(RedisKeys.WAKE + link.replica())
                .onItem().invoke(this::call)
                .onCompletion().failWith(() -> new IllegalStateException("The channel was closed"))
                .onFailure().retry().withBackOff(ASKED_AGAIN, ASKED_AGAIN).indefinitely()
                .subscribe().with(ignored -> {
                });
    }

    // The client does not report that a subscription was refused, so the replica calls itself until it has heard that.
    private Uni<Void> listenToItself(ReactiveRedisDataSource redis) {
        if (heard || deaf) {
            return Uni.createFrom().voidItem();
        }
        if (firstCall == 0) {
            firstCall = scheduler.nanoTime();
        }
        if (scheduler.nanoTime() - firstCall > LIFE.toNanos()) {
            deaf = true;
            // The client would fail of the refusal again and again, and log it.
            listening.cancel();
            LOG.warnf("Nothing comes by the channels %s*, perhaps because the user of Redis has no right to SUBSCRIBE to them:"
                    + " leases are handed over late", RedisKeys.WAKE);
            return Uni.createFrom().voidItem();
        }
        return redis.execute("PUBLISH", RedisKeys.WAKE + link.replica(), "").onFailure().recoverWithNull().replaceWithVoid();
    }

    private void call(String ticket) {
        heard = true;
        Promise<Void> waiting = calls.get(ticket);
        if (waiting != null) {
            waiting.tryComplete();
        }
    }

    /**
     * Takes the lease of {@code holder}, waiting in {@code line} for it; on the caller's event loop. Cancelling it leaves
     * the line. Fails when Redis does.
     */
    Uni<Lease> take(String holder, String line) {
        return take(holder, line, null);
    }

    /** The same, and with it a permit when the lease can be had at once. */
    Uni<Lease> take(String holder, String line, RedisQuota.@Nullable Question permit) {
        return Uni.createFrom().deferred(() -> {
            Lease lease = of(holder, line);
            return (permit == null ? lease.take() : lease.takeWith(permit)).onCancellation().invoke(lease::release).onFailure()
                    .invoke(lease::release);
        });
    }

    /** A lease that is not taken yet. */
    Lease of(String holder, String line) {
        return new Lease(List.of(holder, line), link.replica() + "/" + numbers.incrementAndGet());
    }

    private Uni<Void> renew() {
        return Multi.createFrom().iterable(held).select().where(Lease::ages)
                .onItem().transformToUniAndMerge(Lease::renew)
                .collect().asList().replaceWithVoid();
    }

    /** One lease, wanted or held. */
    final class Lease {

        private final List<String> keys;
        private final String ticket;
        private final Executor home = scheduler.currentExecutor();
        private Uni<Boolean> asked = Uni.createFrom().item(false);
        private volatile long heldUntil = scheduler.nanoTime();
        private volatile boolean over;
        private Quota.@Nullable Lease permit;

        private Lease(List<String> keys, String ticket) {
            this.keys = keys;
            this.ticket = ticket;
        }

        /** Whether nobody else can have taken it; by this replica's own clock, so that a long pause is seen at once. */
        boolean held() {
            return !over && scheduler.nanoTime() - heldUntil < 0;
        }

        private Uni<Lease> take() {
            return take(by -> take.run(keys, by, LIFE.toMillis()), answer -> answer.toInteger() == 1, answer -> {
            });
        }

        private Uni<Lease> takeWith(RedisQuota.Question question) {
            return take(by -> takeWithPermit.run(question.keysAfter(keys), question.argumentsAfter(by, LIFE.toMillis())),
                    answer -> answer.get(0).toInteger() == 1, answer -> permit = question.read(answer.get(1)));
        }

        private Uni<Lease> take(Function<String, Uni<Response>> script, Predicate<Response> isTaken,
                Consumer<Response> read) {
            Promise<Void> called = Promise.promise();
            calls.put(ticket, called);
            // Who leaves meanwhile must know what became of it.
            asked = takeBy(script, isTaken).map(answer -> {
                boolean taken = isTaken.test(answer);
                if (taken) {
                    read.accept(answer);
                }
                return taken;
            }).memoize().indefinitely();
            return asked.chain(taken -> taken ? Uni.createFrom().item(this) : await(called).chain(this::take));
        }

        /** Takes it by a script that is told who asks, for {@link #LIFE}, where {@code taken} says that it was. */
        Uni<Response> takeBy(Function<String, Uni<Response>> script, Predicate<Response> taken) {
            long from = scheduler.nanoTime();
            return script.apply(ticket).invoke(answer -> {
                if (taken.test(answer) && !over) {
                    heldUntil = from + LIFE.toNanos();
                    held.add(this);
                }
            });
        }

        /** The permit that came with it, or when to ask again; null when none was asked for. */
        Quota.@Nullable Lease permit() {
            return permit;
        }

        /** Who holds it, as scripts know him. */
        String ticket() {
            return ticket;
        }

        /** Lets it be: a script has given it up, or nobody wants it any more. */
        void forget() {
            over = true;
            held.remove(this);
            calls.remove(ticket);
        }

        private Uni<Void> await(Promise<Void> called) {
            Uni<Void> call = Uni.createFrom().emitter(emitter -> called.future().onComplete(done -> emitter.complete(null)));
            return FirstOf.either(call.emitOn(home), scheduler.after(ASKED_AGAIN));
        }

        private boolean ages() {
            return heldUntil - scheduler.nanoTime() < RENEWED_WITH_LESS_THAN.toNanos();
        }

        private Uni<Void> renew() {
            long from = scheduler.nanoTime();
            return over ? Uni.createFrom().voidItem()
                    : renew.run(keys.subList(0, 1), ticket, LIFE.toMillis()).invoke(answer -> renewed(answer, from))
                            .replaceWithVoid();
        }

        private void renewed(Response answer, long from) {
            if (over) {
                // Given up while it was being renewed, which may have taken it again.
                giveUp();
            } else {
                heldUntil = answer.toInteger() == 1 ? from + LIFE.toNanos() : from;
            }
        }

        /** Hands it to the first in line, or leaves the line. */
        void release() {
            forget();
            giveUp();
        }

        /** The same, and reports the calls that were made meanwhile. */
        void releaseAndReport(RedisQuota quota) {
            forget();
            giveUp(() -> release.run(quota.permitsAfter(keys),
                    quota.reportsAfter(ticket, TO_TAKE_UP.toMillis(), RedisKeys.WAKE)));
        }

        private void giveUp() {
            giveUp(() -> release.run(keys, ticket, TO_TAKE_UP.toMillis(), RedisKeys.WAKE));
        }

        // It takes effect without a subscriber, but not before what was asked has been answered.
        private void giveUp(Supplier<Uni<Response>> script) {
            asked.onFailure().recoverWithItem(false).chain(taken -> script.get()).subscribe().with(done -> {
            }, link::markDown);
        }
    }
}
