package org.friendsgateway.redis;

import static java.util.concurrent.ConcurrentHashMap.newKeySet;

import java.time.Duration;
import java.util.ArrayList;
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

import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.jboss.logging.Logger;

/**
 * Leases of keys: one owner at a time over all replicas, in order of arrival. A released lease is handed to the first waiter,
 * who
 * is notified on the channel of its replica. Waiters also ask again now and then: a message may be lost, and an owner may die.
 */
public final class RedisLeases {

    /** How long a lease holds unless it is renewed, and so how long a dead owner blocks the waiters. */
    public static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final Duration RENEW_BELOW = Duration.ofSeconds(4);
    private static final Duration HANDOVER_LIFETIME = Duration.ofSeconds(2);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

    private static final Logger LOG = Logger.getLogger(RedisLeases.class);

    private final RedisHealth health;
    private final Scheduler scheduler;
    private final RedisScript acquire;
    private final RedisScript renew;
    private final RedisScript release;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Set<Lease> held = newKeySet();
    private final Map<String, Promise<Void>> notifications = new ConcurrentHashMap<>();
    private volatile boolean channelWorks;
    private volatile boolean channelGivenUp;
    private volatile long firstProbe;
    private volatile Cancellable subscription = () -> {
    };

    public RedisLeases(RedisHealth health, Scheduler scheduler) {
        this.health = health;
        this.scheduler = scheduler;
        this.acquire = health.script("lease-take");
        this.renew = health.script("lease-renew");
        this.release = health.script("lease-release");
        health.addHeartbeatTask(this::renew);
    }

    public RedisHealth health() {
        return health;
    }

    /** Subscribes to the channel of this replica, for as long as the process lives. */
    public void listen(ReactiveRedisDataSource redis) {
        health.addHeartbeatTask(() -> probeChannel(redis));
        // No caller waits for these messages, so none could subscribe to them.
        subscription = redis.pubsub(String.class).subscribe(channel())
                .onItem().invoke(this::notifyOwner)
                .onCompletion().failWith(() -> new IllegalStateException("The channel was closed"))
                .onFailure().retry().withBackOff(RETRY_INTERVAL, RETRY_INTERVAL).indefinitely()
                .subscribe().with(ignored -> {
                });
    }

    private String channel() {
        return RedisKeys.WAKE + health.replica();
    }

    // The client does not report that a subscription was refused, so the replica sends itself messages until one arrives.
    private Uni<Void> probeChannel(ReactiveRedisDataSource redis) {
        if (channelWorks || channelGivenUp) {
            return Uni.createFrom().voidItem();
        }
        if (firstProbe == 0) {
            firstProbe = scheduler.nanoTime();
        }
        if (scheduler.nanoTime() - firstProbe > LIFETIME.toNanos()) {
            channelGivenUp = true;
            // The client would repeat the refused subscription forever, and log each failure.
            subscription.cancel();
            LOG.warnf(
                    "No message arrives on the channels %s*, perhaps because the Redis user has no right to SUBSCRIBE to them:"
                            + " leases are handed over late",
                    RedisKeys.WAKE);
            return Uni.createFrom().voidItem();
        }
        return redis.execute("PUBLISH", channel(), "").onFailure().recoverWithNull().replaceWithVoid();
    }

    private void notifyOwner(String ownerToken) {
        channelWorks = true;
        Promise<Void> notification = notifications.get(ownerToken);
        if (notification != null) {
            notification.tryComplete();
        }
    }

    /**
     * A lease that is not acquired yet. Its waiters complete on the event loop that calls this.
     *
     * @param owner the key that holds the owner
     * @param queue the key of the sorted set of waiters, in the same slot
     */
    public Lease of(String owner, String queue) {
        return new Lease(List.of(owner, queue), health.replica() + "/" + lastNumber.incrementAndGet());
    }

    private Uni<Void> renew() {
        return Multi.createFrom().iterable(held).select().where(Lease::isDueForRenewal)
                .onItem().transformToUniAndMerge(Lease::renew)
                .collect().asList().replaceWithVoid();
    }

    /** A lease that is wanted or held. */
    public final class Lease {

        private final List<String> keys;
        private final String ownerToken;
        private final Executor executor = scheduler.currentExecutor();
        private Uni<Boolean> lastAttempt = Uni.createFrom().item(false);
        private volatile long heldUntil = scheduler.nanoTime();
        private volatile boolean released;

        private Lease(List<String> keys, String ownerToken) {
            this.keys = keys;
            this.ownerToken = ownerToken;
        }

        /** How scripts name this owner: {@code <replica>/<number>}. */
        public String ownerToken() {
            return ownerToken;
        }

        /** Whether no one else can have it, by the clock of this replica, so that a long pause of the process shows at once. */
        public boolean isHeld() {
            return !released && scheduler.nanoTime() - heldUntil < 0;
        }

        /** Waits in the queue until the lease is acquired. Cancelling leaves the queue. Fails when Redis does. */
        public Uni<Void> acquire() {
            return orRelease(this::acquireOrWait);
        }

        /**
         * Acquires the lease, at first by a script that also does something else.
         *
         * @param script takes the keys and arguments of {@code lease-take} and then further ones; answers with 1 when the lease
         *        is acquired, else 0, and with the answer to the rest
         * @param onAcquired takes the answer to the rest when the script acquires the lease
         */
        public Uni<Void> acquire(RedisScript script, List<String> furtherKeys, List<Object> furtherArguments,
                Consumer<Response> onAcquired) {
            return orRelease(() -> acquireOrWait(
                    token -> script.run(join(keys, furtherKeys), join(acquireArguments(token), furtherArguments)),
                    answer -> answer.get(0).toInteger() == 1, answer -> onAcquired.accept(answer.get(1))));
        }

        private Uni<Void> orRelease(Supplier<Uni<? extends Void>> acquired) {
            return Uni.createFrom().deferred(acquired)
                    .onCancellation().invoke(this::release)
                    .onFailure().invoke(this::release);
        }

        private Uni<Void> acquireOrWait() {
            return acquireOrWait(token -> acquire.run(keys, acquireArguments(token)), answer -> answer.toInteger() == 1,
                    answer -> {
                    });
        }

        private Uni<Void> acquireOrWait(Function<String, Uni<Response>> script, Predicate<Response> isAcquired,
                Consumer<Response> onAcquired) {
            Promise<Void> notification = Promise.promise();
            notifications.put(ownerToken, notification);
            // Memoized, so that a release can wait for the outcome.
            lastAttempt = tryAcquire(script, isAcquired).map(answer -> {
                boolean acquired = isAcquired.test(answer);
                if (acquired) {
                    onAcquired.accept(answer);
                }
                return acquired;
            }).memoize().indefinitely();
            return lastAttempt.chain(acquired -> acquired ? Uni.createFrom().voidItem()
                    : await(notification).chain(() -> acquireOrWait()));
        }

        private static List<Object> acquireArguments(String ownerToken) {
            return List.of(ownerToken, LIFETIME.toMillis());
        }

        /**
         * Acquires the lease without waiting.
         *
         * @param script sets the owner, for {@link #LIFETIME}, given the token of this one
         * @param isAcquired whether it did, by its answer
         */
        public Uni<Response> tryAcquire(Function<String, Uni<Response>> script, Predicate<Response> isAcquired) {
            long start = scheduler.nanoTime();
            return script.apply(ownerToken).invoke(answer -> {
                if (isAcquired.test(answer) && !released) {
                    heldUntil = start + LIFETIME.toNanos();
                    held.add(this);
                }
            });
        }

        private Uni<Void> await(Promise<Void> notification) {
            Uni<Void> notified = Uni.createFrom()
                    .emitter(emitter -> notification.future().onComplete(done -> emitter.complete(null)));
            return FirstOf.either(notified.emitOn(executor), scheduler.after(RETRY_INTERVAL));
        }

        private boolean isDueForRenewal() {
            return heldUntil - scheduler.nanoTime() < RENEW_BELOW.toNanos();
        }

        private Uni<Void> renew() {
            long start = scheduler.nanoTime();
            return released ? Uni.createFrom().voidItem()
                    : renew.run(keys.get(0), ownerToken, LIFETIME.toMillis()).invoke(answer -> renewed(answer, start))
                            .replaceWithVoid();
        }

        private void renewed(Response answer, long start) {
            if (released) {
                // The renewal may have acquired it again.
                release();
            } else {
                heldUntil = answer.toInteger() == 1 ? start + LIFETIME.toNanos() : start;
            }
        }

        /** Stops renewing a lease that a script has released. */
        public void forget() {
            released = true;
            held.remove(this);
            notifications.remove(ownerToken);
        }

        /** Hands the lease to the first waiter, or leaves the queue. */
        public void release() {
            release(List.of(), List::of);
        }

        /** The same, and reports calls: see {@code lease-release} for the further keys and arguments. */
        public void release(List<String> furtherKeys, Supplier<List<Object>> furtherArguments) {
            forget();
            // Takes effect without a subscriber, but only after the last attempt has been answered.
            lastAttempt.onFailure().recoverWithItem(false)
                    .chain(done -> release.run(join(keys, furtherKeys), join(
                            List.<Object> of(ownerToken, HANDOVER_LIFETIME.toMillis(), RedisKeys.WAKE),
                            furtherArguments.get())))
                    .subscribe().with(done -> {
                    }, health::markDown);
        }
    }

    private static <T> List<T> join(List<? extends T> first, List<? extends T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
