package org.friendsgateway.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import org.friendsgateway.time.Scheduler;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether Redis is up, and which replicas use it, by heartbeats. */
public final class RedisHealth {

    private static final Logger LOG = Logger.getLogger(RedisHealth.class);
    private static final int HEARTBEATS_IN_LIFETIME = 6;
    /** A right that cannot be checked beforehand, such as one to some keys, would otherwise fail every heartbeat. */
    private static final Duration PAUSE_WITHOUT_RIGHT = Duration.ofSeconds(30);

    private final String replica = UUID.randomUUID().toString();
    private final RedisConnections redis;
    private final Scheduler scheduler;
    private final Duration interval;
    private final RedisScript heartbeat;
    private final RedisRights rights;
    private final List<Fallback> fallbacks = new CopyOnWriteArrayList<>();
    private final List<Supplier<Uni<Void>>> heartbeatTasks = new CopyOnWriteArrayList<>();
    private final Deque<Integer> recentReplicas = new ArrayDeque<>();
    private volatile int replicas;
    private volatile int maxRecentReplicas;
    // Down until the first heartbeat succeeds.
    private volatile boolean down = true;
    private volatile boolean everUp;
    private volatile long downSince;
    private volatile long rightMissingSince;
    private boolean absenceLogged;
    private @Nullable String loggedRight;

    /** What replicas share in Redis, and each does for itself while Redis is down. */
    public interface Fallback {

        /** Redis is down. */
        void enterFallback();

        /**
         * Prepares to leave the fallback, while it is still in use.
         *
         * @param alone whether no other replica has lost Redis
         */
        Uni<Void> prepareToLeave(boolean alone);

        /** Redis is up. */
        void leaveFallback();
    }

    public RedisHealth(RedisConnections redis, RedisConfig config, Scheduler scheduler) {
        this.redis = redis;
        this.scheduler = scheduler;
        this.interval = config.heartbeat();
        this.replicas = config.expectedReplicas();
        this.maxRecentReplicas = config.expectedReplicas();
        this.downSince = scheduler.nanoTime();
        this.rightMissingSince = scheduler.nanoTime() - PAUSE_WITHOUT_RIGHT.toNanos();
        this.heartbeat = script("heartbeat");
        this.rights = new RedisRights(script("rights"), RedisKeys.WAKE + replica);
        Request nothing = script("nothing").call(List.of(RedisKeys.ofRights("text")), List.of());
        addHeartbeatTask(() -> redis.keepAlive(nothing));
    }

    /** Opens the connections and begins the heartbeats. */
    public void start(Vertx vertx) {
        redis.open();
        // No caller waits for a heartbeat, so none could subscribe to it.
        vertx.setPeriodic(1, interval.toMillis(),
                timer -> Uni.createFrom().deferred(this::heartbeat).subscribe().with(done -> {
                }, this::heartbeatFailed));
    }

    /** The script in the resource {@code redis/<name>.lua}. */
    public RedisScript script(String name) {
        return new RedisScript(name, redis);
    }

    /** Notifies a fallback, from now on, when Redis goes down and comes up. */
    public synchronized void addFallback(Fallback fallback) {
        fallbacks.add(fallback);
        if (!down) {
            fallback.leaveFallback();
        }
    }

    /** Runs a task after each successful heartbeat. */
    public void addHeartbeatTask(Supplier<Uni<Void>> task) {
        heartbeatTasks.add(task);
    }

    /** The unique name of this replica. */
    public String replica() {
        return replica;
    }

    public boolean isDown() {
        return down;
    }

    /** The replicas that were alive at the last heartbeat. */
    public int replicas() {
        return replicas;
    }

    /** The most replicas that were alive at any of the last heartbeats: those that share the quota while Redis is down. */
    public int maxRecentReplicas() {
        return maxRecentReplicas;
    }

    // While Redis is down a missing right is logged once, since only the heartbeat meets it.
    private synchronized void heartbeatFailed(Throwable cause) {
        if (RedisRights.isMissing(cause)) {
            String right = RedisRights.describe(cause);
            if (down && !right.equals(loggedRight)) {
                LOG.warnf("Redis refuses a right that the gateway needs (%s): this is one of %d replicas that share the quota",
                        right, maxRecentReplicas);
            }
            loggedRight = right;
        }
        markDown(cause);
    }

    /** Takes Redis for down until a heartbeat succeeds, because a command failed. */
    public synchronized void markDown(Throwable cause) {
        boolean rightMissing = RedisRights.isMissing(cause);
        if (!down) {
            down = true;
            downSince = scheduler.nanoTime();
            rightMissingSince = rightMissing ? downSince : rightMissingSince;
            fallbacks.forEach(Fallback::enterFallback);
            LOG.warnf("Redis is down (%s): each of the %d replicas goes on with its share of the quota",
                    rightMissing ? RedisRights.describe(cause) : cause, maxRecentReplicas);
        } else if (!everUp && !absenceLogged && !rightMissing) {
            absenceLogged = true;
            LOG.warnf("Redis is not up yet (%s): this is one of %d replicas that share the quota", cause, maxRecentReplicas);
        }
    }

    private Uni<Void> heartbeat() {
        long downFor = down ? Duration.ofNanos(scheduler.nanoTime() - downSince).toMillis() : 0;
        // Checked first, because a heartbeat that lacks a right itself does not name it.
        Uni<Void> checked = down ? rights.check() : Uni.createFrom().voidItem();
        return checked.chain(() -> heartbeat.run(RedisKeys.REPLICAS, replica,
                interval.multipliedBy(HEARTBEATS_IN_LIFETIME).toMillis(), downFor))
                .chain(reply -> down ? recover(reply) : Uni.createFrom().item(reply))
                .invoke(reply -> count(reply.get(0).toInteger()))
                .chain(this::runHeartbeatTasks);
    }

    private Uni<Void> runHeartbeatTasks() {
        return Multi.createFrom().iterable(heartbeatTasks).onItem().transformToUniAndConcatenate(Supplier::get)
                .collect().asList().replaceWithVoid();
    }

    // The maximum over several heartbeats, because a restarted Redis does not know all replicas at once.
    private synchronized void count(int alive) {
        replicas = Math.max(1, alive);
        recentReplicas.addLast(replicas);
        if (recentReplicas.size() > HEARTBEATS_IN_LIFETIME) {
            recentReplicas.removeFirst();
        }
        maxRecentReplicas = Collections.max(recentReplicas);
    }

    private Uni<Response> recover(Response reply) {
        if (scheduler.nanoTime() - rightMissingSince < PAUSE_WITHOUT_RIGHT.toNanos()) {
            return Uni.createFrom().item(reply);
        }
        boolean alone = !everUp || othersKeptRedis(reply);
        return Multi.createFrom().iterable(fallbacks)
                .onItem().transformToUniAndConcatenate(fallback -> fallback.prepareToLeave(alone))
                .collect().asList().replaceWith(reply)
                .invoke(this::markUp);
    }

    private static boolean othersKeptRedis(Response reply) {
        return reply.get(0).toInteger() > 1 && reply.get(1).toInteger() == 0;
    }

    private synchronized void markUp() {
        if (down) {
            everUp = true;
            loggedRight = null;
            // Before Redis counts as up, so that no permit of the fallback is taken for a shared one.
            fallbacks.forEach(Fallback::leaveFallback);
            down = false;
            LOG.info("Redis is up: the quota is shared with all other replicas");
        }
    }
}
