package org.friendsgateway.redis;

import static org.friendsgateway.redis.TwoReplicas.SOON;

import java.util.List;
import java.util.stream.Stream;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.mutiny.redis.client.Response;

/** A script of the resources that reads its time from a key and lets nothing expire, so that a test sets the clock. */
public final class ScriptOnOwnClock {

    private static final String CLOCK = "clock";
    private static final String OWN_CLOCK = """
            local real = redis
            local redis = { call = function(name, ...)
              if name == 'TIME' then return real.call('HMGET', 'clock', 'seconds', 'micros') end
              if name == 'SET' then local key, value = ... return real.call('SET', key, value) end
              if name == 'PEXPIRE' then return 1 end
              return real.call(name, ...)
            end }
            """;

    private final String text;
    private final ReactiveRedisDataSource redis;

    public ScriptOnOwnClock(String name, ReactiveRedisDataSource redis) {
        this.text = OWN_CLOCK + RedisScript.text(name);
        this.redis = redis;
    }

    public static void set(ReactiveRedisDataSource redis, long micros) {
        redis.execute("HSET", CLOCK, "seconds", Long.toString(micros / 1_000_000), "micros", Long.toString(micros % 1_000_000))
                .await().atMost(SOON);
    }

    public Response run(List<String> keys, Object... arguments) {
        String[] words = Stream.of(Stream.of(text, keys.size()), keys.stream(), Stream.of(arguments)).flatMap(all -> all)
                .map(String::valueOf).toArray(String[]::new);
        return redis.execute("EVAL", words).await().atMost(SOON);
    }
}
