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

import org.friendsgateway.coordination.CoordinationConfig;
import org.friendsgateway.time.Scheduler;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether Redis can be relied on, and who else relies on it. */
public final class RedisHealth {

    private static final Logger LOG = Logger.getLogger(RedisHealth.class);
    private static final int BEATS_OF_A_LIFE = 6;
    /** A right that cannot be tried beforehand, such as that to some of the keys, would else be missed with each heartbeat. */
    private static final Duration WITHOUT_A_RIGHT = Duration.ofSeconds(30);

    private final String replica = UUID.randomUUID().toString();
    private final RedisConnections redis;
    private final Scheduler scheduler;
    private final Duration heartbeat;
    private final RedisScript beat;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final List<Supplier<Uni<Void>>> heartbeatTasks = new CopyOnWriteArrayList<>();
    private final Deque<Integer> counts = new ArrayDeque<>();
    private volatile int replicas;
    private boolean missed;
    private volatile int share;
    // Until the first heartbeat is answered nothing can be relied on.
    private volatile boolean lost = true;
    private volatile boolean everFound;
    private volatile long lostSince;
    private final RedisRights rights;
    private @Nullable String loggedRight;
    private volatile long refusedAt;

    /** What replicas share in Redis, and each for itself while Redis is lost. */
    public interface Member {

        /** Redis is lost: each replica goes on by itself. */
        void enterFallback();

        /**
         * Prepares to leave the fallback.
         *
         * @param alone whether it was this replica alone that lost Redis
         */
        Uni<Void> rejoin(boolean alone);

        /** Redis is there: from now on all share again. */
        void leaveFallback();
    }

    public RedisHealth(RedisConnections redis, CoordinationConfig config, Scheduler scheduler) {
        this.redis = redis;
        this.scheduler = scheduler;
        this.heartbeat = config.heartbeat();
        this.replicas = config.expectedReplicas();
        this.share = config.expectedReplicas();
        this.lostSince = scheduler.nanoTime();
        this.beat = script("heartbeat");
        this.rights = new RedisRights(script("rights"), RedisKeys.WAKE + replica);
        this.refusedAt = scheduler.nanoTime() - WITHOUT_A_RIGHT.toNanos();
        Request nothing = script("nothing").call(List.of(RedisKeys.ofRights("text")));
        addHeartbeatTask(() -> redis.keepAlive(nothing));
    }

    public void start(Vertx vertx) {
        redis.open();
        // A heart beats for nobody in particular, so nobody else could subscribe to it.
        vertx.setPeriodic(1, heartbeat.toMillis(), timer -> Uni.createFrom().deferred(this::beat).subscribe().with(done -> {
        }, this::miss));
    }

    /** A script of the resources, by its name. */
    public RedisScript script(String name) {
        return new RedisScript(name, redis);
    }

    /** Tells something, from now on, when Redis is lost and found. */
    public synchronized void add(Member member) {
        members.add(member);
        if (!lost) {
            member.leaveFallback();
        }
    }

    /** Does something after each heartbeat that Redis answered. */
    public void addHeartbeatTask(Supplier<Uni<Void>> task) {
        heartbeatTasks.add(task);
    }

    /** The name of this replica, unique among all there ever are. */
    public String replica() {
        return replica;
    }

    public boolean isDown() {
        return lost;
    }

    /** How many replicas Redis has seen lately. */
    public int replicas() {
        return replicas;
    }

    /** Among how many the quota is shared when Redis is lost: as many as there were in the life of a heartbeat. */
    public int share() {
        return share;
    }

    // What a heartbeat fails of while Redis is lost is logged once when it is a right: nothing else will say which.
    private synchronized void miss(Throwable cause) {
        if (RedisRights.isMissing(cause)) {
            String right = RedisRights.describe(cause);
            if (lost && !right.equals(loggedRight)) {
                LOG.warnf("Redis refuses a right that the gateway needs (%s): this is one of %d replicas that share the quota",
                        right, share);
            }
            loggedRight = right;
        }
        markDown(cause);
    }

    /** Takes note that Redis did not answer as it should. */
    public synchronized void markDown(Throwable cause) {
        boolean refused = RedisRights.isMissing(cause);
        if (!lost) {
            lost = true;
            lostSince = scheduler.nanoTime();
            refusedAt = refused ? lostSince : refusedAt;
            members.forEach(Member::enterFallback);
            LOG.warnf("Redis is lost (%s): each of the %d replicas goes on with its share of the quota",
                    refused ? RedisRights.describe(cause) : cause, share);
        } else if (!everFound && !missed && !refused) {
            missed = true;
            LOG.warnf("Redis is not there yet (%s): this is one of %d replicas that share the quota", cause, share);
        }
    }

    private Uni<Void> beat() {
        long lostFor = lost ? Duration.ofNanos(scheduler.nanoTime() - lostSince).toMillis() : 0;
        // Before the heartbeat, which would not name a right that it lacks itself.
        Uni<Void> allowed = lost ? rights.check() : Uni.createFrom().voidItem();
        return allowed.chain(() -> beat.run(RedisKeys.REPLICAS, replica,
                heartbeat.multipliedBy(BEATS_OF_A_LIFE).toMillis(), lostFor))
                .chain(seen -> lost ? comeBack(seen) : Uni.createFrom().item(seen))
                .invoke(seen -> count(seen.get(0).toInteger()))
                .chain(this::runHeartbeatTasks);
    }

    private Uni<Void> runHeartbeatTasks() {
        return Multi.createFrom().iterable(heartbeatTasks).onItem().transformToUniAndConcatenate(Supplier::get)
                .collect().asList().replaceWithVoid();
    }

    // Redis may have been started anew, and the others may not have shown themselves yet.
    private synchronized void count(int alive) {
        replicas = Math.max(1, alive);
        counts.addLast(replicas);
        if (counts.size() > BEATS_OF_A_LIFE) {
            counts.removeFirst();
        }
        share = Collections.max(counts);
    }

    private Uni<Response> comeBack(Response seen) {
        if (scheduler.nanoTime() - refusedAt < WITHOUT_A_RIGHT.toNanos()) {
            return Uni.createFrom().item(seen);
        }
        boolean alone = !everFound || othersAreThere(seen);
        return Multi.createFrom().iterable(members).onItem().transformToUniAndConcatenate(member -> member.rejoin(alone))
                .collect().asList().replaceWith(seen)
                .invoke(this::markUp);
    }

    /** Whether it was this replica alone that lost Redis: all others have shown themselves since. */
    private static boolean othersAreThere(Response seen) {
        return seen.get(0).toInteger() > 1 && seen.get(1).toInteger() == 0;
    }

    private synchronized void markUp() {
        if (lost) {
            everFound = true;
            loggedRight = null;
            // First, so that nobody takes a slot of before for a shared one.
            members.forEach(Member::leaveFallback);
            lost = false;
            LOG.info("Redis is there: the quota is shared with all other replicas");
        }
    }
}
