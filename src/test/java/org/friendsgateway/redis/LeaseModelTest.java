package org.friendsgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

import io.vertx.mutiny.redis.client.Response;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations of owners and waiters, which may die, compared with a simple queue. */
class LeaseModelTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private static final int STEPS = 300;
    private static final int LIFETIME = 100_000;
    private static final int OWNERS = 6;

    private final List<String> queue = new ArrayList<>();
    private @Nullable String owner;

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void servesOwnersInOrderOfArrival(long seed) {
        Random random = new Random(seed);
        List<String> keys = List.of("owner" + seed, "queue" + seed);
        var take = new ScriptOnOwnClock("lease-acquire", replicas.one.redis);
        var renew = new ScriptOnOwnClock("lease-renew", replicas.one.redis);
        var release = new ScriptOnOwnClock("lease-release", replicas.one.redis);
        List<String> owners = IntStream.range(0, OWNERS).mapToObj(i -> "replica" + i % 3 + "/" + i).toList();
        for (int step = 0; step < STEPS; step++) {
            ScriptOnOwnClock.set(replicas.one.redis, 1_700_000_000_000_000L + step);
            String who = owners.get(random.nextInt(OWNERS));
            String where = "seed " + seed + ", step " + step + ", " + who;
            switch (random.nextInt(8)) {
                case 0 -> {
                    replicas.one.command("DEL", keys.get(0));
                    owner = null;
                }
                case 1 ->
                    assertThat(renew.run(keys.subList(0, 1), who, LIFETIME).toInteger()).as(where).isEqualTo(renewed(who));
                case 2, 3, 4 -> {
                    release.run(keys, who, LIFETIME, RedisKeys.WAKE);
                    released(who);
                }
                default -> assertThat(take.run(keys, who, LIFETIME).get(0).toInteger()).as(where).isEqualTo(taken(who));
            }
            assertThat(text(replicas.one.redis.execute("GET", keys.get(0)).await().atMost(SOON))).as(where).isEqualTo(owner);
            assertThat(texts(replicas.one.redis.execute("ZRANGE", keys.get(1), "0", "-1").await().atMost(SOON))).as(where)
                    .isEqualTo(queue);
        }
    }

    private int taken(String who) {
        if (owner == null || owner.equals(who)) {
            owner = who;
            queue.remove(who);
            return 1;
        }
        if (!queue.contains(who)) {
            queue.add(who);
        }
        return 0;
    }

    private int renewed(String who) {
        owner = owner == null ? who : owner;
        return owner.equals(who) ? 1 : 0;
    }

    private void released(String who) {
        queue.remove(who);
        if (who.equals(owner)) {
            owner = queue.isEmpty() ? null : queue.remove(0);
        }
    }

    private static @Nullable String text(@Nullable Response response) {
        return response == null ? null : response.toString();
    }

    private static List<String> texts(Response responses) {
        return StreamSupport.stream(responses.spliterator(), false).map(Response::toString).toList();
    }
}
