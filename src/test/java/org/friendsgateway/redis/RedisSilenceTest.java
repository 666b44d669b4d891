package org.friendsgateway.redis;

import static org.friendsgateway.redis.TwoReplicas.SOON;
import static org.friendsgateway.redis.TwoReplicas.until;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import org.friendsgateway.process.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The machine of Redis vanishes: nobody closes a connection, and nothing comes by one any more; another one is there. */
class RedisSilenceTest {

    private static final int MORE_THAN_CONNECTIONS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final List<NetSocket> ways = new CopyOnWriteArrayList<>();
    private RealRedis redis;
    private Replica replica;

    @BeforeEach
    void start() throws Exception {
        redis = new RealRedis();
        NetServer way = vertx.createNetServer().connectHandler(this::join);
        int port = way.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get().actualPort();
        replica = new Replica("redis://127.0.0.1:" + port, "fake:chat", 100, Map.of());
        until(() -> !replica.health.isDown(), SOON);
    }

    private void join(NetSocket outside) {
        outside.pause();
        vertx.createNetClient().connect(redis.port(), "127.0.0.1").onSuccess(inside -> {
            ways.addAll(List.of(outside, inside));
            outside.handler(inside::write);
            inside.handler(outside::write);
            outside.resume();
        });
    }

    private void fallSilent() {
        ways.forEach(way -> way.handler(lost -> {
        }));
    }

    @AfterEach
    void stop() {
        replica.close();
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void isFoundAgainThoughNoConnectionWasClosed() {
        for (int i = 0; i < MORE_THAN_CONNECTIONS; i++) {
            replica.lease();
        }
        fallSilent();
        until(() -> replica.health.isDown(), SOON);
        until(() -> !replica.health.isDown(), SOON);
    }
}
