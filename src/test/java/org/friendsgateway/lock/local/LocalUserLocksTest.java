package org.friendsgateway.lock.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.smallrye.mutiny.subscription.Cancellable;

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.lock.UserLocks.Lock;
import org.friendsgateway.lock.UserLocks.Request;
import org.friendsgateway.time.VirtualScheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks within a process. */
class LocalUserLocksTest {

    private static final String CHAT = "fake:chat";
    private static final String OTHER = "fake:other";

    private static final int MAX_WAITING = 3;

    private final VirtualScheduler time = new VirtualScheduler();
    private final LocalUserLocks locks = new LocalUserLocks(MAX_WAITING, time);

    private final class Contender {

        private @Nullable Lock lock;
        private @Nullable Throwable failure;
        private final Cancellable subscription;

        Contender(String user) {
            this.subscription = locks.lock(CHAT, user, Request.single(null)).subscribe().with(granted -> lock = granted,
                    failed -> failure = failed);
        }

        boolean holds() {
            return lock != null;
        }

        void release() {
            Objects.requireNonNull(lock).release();
        }

        boolean isRefused() {
            return failure instanceof GatewayException refused && refused.failure().kind() == Kind.OVERLOADED;
        }
    }

    @Test
    void grantsTheLockInOrderOfArrival() {
        Contender first = new Contender("alice");
        Contender second = new Contender("alice");
        Contender third = new Contender("alice");
        assertThat(List.of(first, second, third)).extracting(Contender::holds).containsExactly(true, false, false);
        first.release();
        assertThat(List.of(second, third)).extracting(Contender::holds).containsExactly(true, false);
        second.release();
        assertThat(third.holds()).isTrue();
    }

    @Test
    void locksUsersAndAppsIndependently() {
        assertThat(new Contender("alice").holds()).isTrue();
        assertThat(new Contender("bob").holds()).isTrue();
        List<Lock> other = new ArrayList<>();
        locks.lock(OTHER, "alice", Request.single(null)).subscribe().with(other::add);
        assertThat(other).hasSize(1);
    }

    @Test
    void skipsAWaiterThatLeft() {
        Contender first = new Contender("alice");
        Contender leaving = new Contender("alice");
        Contender third = new Contender("alice");
        leaving.subscription.cancel();
        first.release();
        assertThat(leaving.holds()).isFalse();
        assertThat(third.holds()).isTrue();
    }

    @Test
    void keepsALockThatIsCancelledAfterItWasGranted() {
        Contender first = new Contender("alice");
        Contender second = new Contender("alice");
        first.subscription.cancel();
        assertThat(second.holds()).isFalse();
        first.release();
        assertThat(second.holds()).isTrue();
    }

    @Test
    void grantsTheLockOnceWhenItIsReleasedTwice() {
        Contender first = new Contender("alice");
        Contender second = new Contender("alice");
        Contender third = new Contender("alice");
        first.release();
        first.release();
        assertThat(second.holds()).isTrue();
        assertThat(third.holds()).isFalse();
    }

    @Test
    void refusesTooManyWaiters() {
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i <= MAX_WAITING; i++) {
            contenders.add(new Contender("alice"));
        }
        Contender refused = new Contender("alice");
        assertThat(refused.isRefused()).isTrue();
        contenders.get(2).subscription.cancel();
        assertThat(new Contender("alice").isRefused()).isFalse();
        assertThat(new Contender("alice").isRefused()).isTrue();
        contenders.get(0).release();
        assertThat(contenders.get(1).holds()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void grantsTheLockToTheFirstOfEachQueue(long seed) {
        Random chance = new Random(seed);
        Map<String, List<Contender>> queues = new HashMap<>();
        for (int step = 0; step < 2000; step++) {
            List<Contender> queue = queues.computeIfAbsent("user" + chance.nextInt(3), user -> new ArrayList<>());
            if (queue.isEmpty() || chance.nextInt(5) < 3) {
                arrive(queues, queue, seed);
            } else if (chance.nextBoolean()) {
                queue.remove(0).release();
            } else if (queue.size() > 1) {
                queue.remove(1 + chance.nextInt(queue.size() - 1)).subscription.cancel();
            }
            for (int i = 0; i < queue.size(); i++) {
                assertThat(queue.get(i).holds()).as("seed %d, step %d", seed, step).isEqualTo(i == 0);
            }
        }
    }

    private void arrive(Map<String, List<Contender>> queues, List<Contender> queue, long seed) {
        String user = queues.entrySet().stream().filter(entry -> entry.getValue() == queue).findFirst().orElseThrow().getKey();
        Contender contender = new Contender(user);
        assertThat(contender.isRefused()).as("seed %d", seed).isEqualTo(queue.size() > MAX_WAITING);
        if (!contender.isRefused()) {
            queue.add(contender);
        }
    }
}
