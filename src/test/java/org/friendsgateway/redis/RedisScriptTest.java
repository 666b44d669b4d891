package org.friendsgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scripts as a real Redis runs them. */
class RedisScriptTest {

    @RegisterExtension
    static final TwoReplicas replicas = new TwoReplicas("fake:chat", 10);

    private static final int MANY = 2_000;

    private static Uni<Integer> doubling(int number) {
        return replicas.one.health.script("including-test").run("key", number).map(answer -> answer.toInteger());
    }

    @Test
    void usesWhatItIncludes() {
        assertThat(doubling(21).await().atMost(SOON)).isEqualTo(42);
    }

    @Test
    void givesEachCallerTheAnswerToItsOwnCommand() {
        List<Uni<Integer>> all = IntStream.range(0, MANY).mapToObj(RedisScriptTest::doubling).toList();
        assertThat(Uni.join().all(all).andFailFast().await().atMost(SOON))
                .isEqualTo(IntStream.range(0, MANY).map(number -> 2 * number).boxed().toList());
    }

    @Test
    void answersOnTheContextThatAsked() throws Exception {
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        Context asking = replicas.one.vertx.getOrCreateContext();
        asking.runOnContext(ignored -> doubling(1).subscribe().with(answer -> same.complete(Vertx.currentContext() == asking),
                same::completeExceptionally));
        assertThat(same.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void goesOnWhenRedisHasClosedAllConnections() throws IOException {
        assertThat(doubling(1).await().atMost(SOON)).isEqualTo(2);
        replicas.redis.say("CLIENT", "KILL", "TYPE", "normal");
        // What is sent before the end is heard of fails with the connection.
        until(() -> doubling(2).onFailure().recoverWithItem(0).await().atMost(SOON) == 4, SOON);
    }
}
