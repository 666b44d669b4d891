package org.friendsgateway.coordination.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.mutiny.redis.client.Response;

/** A script of the resources that reads its time from a key, so that a test can set and turn back the clock. */
final class ScriptOnOwnClock {

    private static final String CLOCK = "clock";

    private final String text;
    private final ReactiveRedisDataSource redis;

    ScriptOnOwnClock(String name, ReactiveRedisDataSource redis) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/redis/" + name + ".lua"))) {
            this.text = new String(in.readAllBytes(), UTF_8).replace("redis.call('TIME')", "redis.call('HMGET', '" + CLOCK
                    + "', 'seconds', 'micros')");
        }
        this.redis = redis;
    }

    static void set(ReactiveRedisDataSource redis, long micros) {
        redis.execute("HSET", CLOCK, "seconds", Long.toString(micros / 1_000_000), "micros", Long.toString(micros % 1_000_000))
                .await().atMost(SOON);
    }

    Response run(List<String> keys, Object... arguments) {
        String[] words = Stream.of(Stream.of(text, keys.size()), keys.stream(), Stream.of(arguments)).flatMap(all -> all)
                .map(String::valueOf).toArray(String[]::new);
        return redis.execute("EVAL", words).await().atMost(SOON);
    }
}
