package org.friendsgateway.coordination.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.coordination.redis.RedisQuotaTest.SOON;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

/** Scripts as a real Redis runs them. */
class RedisScriptTest extends TwoReplicas {

    private static RedisScript script(String name) {
        return new RedisScript(name, one.redis, one.ticker, Duration.ofSeconds(3), new AtomicLong());
    }

    @Test
    void usesWhatItIncludes() {
        assertThat(script("including-test").run("key", 21).await().atMost(SOON).toInteger()).isEqualTo(42);
    }
}
