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

/** Random schedules of askers who take, renew, give up, leave and die, against a line of people at a door. */
class LeaseModelTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private static final int STEPS = 300;
    private static final int LIFE = 100_000;
    private static final int ASKERS = 6;

    private final List<String> line = new ArrayList<>();
    private @Nullable String holder;

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void servesOneAfterTheOtherInTheOrderOfTheirComing(long seed) {
        Random random = new Random(seed);
        List<String> keys = List.of("door" + seed, "line" + seed);
        var take = new ScriptOnOwnClock("lease-take", replicas.one.redis);
        var renew = new ScriptOnOwnClock("lease-renew", replicas.one.redis);
        var release = new ScriptOnOwnClock("lease-release", replicas.one.redis);
        List<String> askers = IntStream.range(0, ASKERS).mapToObj(i -> "replica" + i % 3 + "/" + i).toList();
        for (int step = 0; step < STEPS; step++) {
            ScriptOnOwnClock.set(replicas.one.redis, 1_700_000_000_000_000L + step);
            String who = askers.get(random.nextInt(ASKERS));
            String where = "seed " + seed + ", step " + step + ", " + who;
            switch (random.nextInt(8)) {
                case 0 -> {
                    replicas.one.redis.execute("DEL", keys.get(0)).await().atMost(SOON);
                    holder = null;
                }
                case 1 -> assertThat(renew.run(keys.subList(0, 1), who, LIFE).toInteger()).as(where).isEqualTo(renewed(who));
                case 2, 3, 4 -> {
                    release.run(keys, who, LIFE, RedisKeys.WAKE);
                    released(who);
                }
                default -> assertThat(take.run(keys, who, LIFE).toInteger()).as(where).isEqualTo(taken(who));
            }
            assertThat(text(replicas.one.redis.execute("GET", keys.get(0)).await().atMost(SOON))).as(where).isEqualTo(holder);
            assertThat(texts(replicas.one.redis.execute("ZRANGE", keys.get(1), "0", "-1").await().atMost(SOON))).as(where)
                    .isEqualTo(line);
        }
    }

    private int taken(String who) {
        if (holder == null || holder.equals(who)) {
            holder = who;
            line.remove(who);
            return 1;
        }
        if (!line.contains(who)) {
            line.add(who);
        }
        return 0;
    }

    private int renewed(String who) {
        holder = holder == null ? who : holder;
        return holder.equals(who) ? 1 : 0;
    }

    private void released(String who) {
        line.remove(who);
        if (who.equals(holder)) {
            holder = line.isEmpty() ? null : line.remove(0);
        }
    }

    private static @Nullable String text(@Nullable Response response) {
        return response == null ? null : response.toString();
    }

    private static List<String> texts(Response responses) {
        return StreamSupport.stream(responses.spliterator(), false).map(Response::toString).toList();
    }
}
