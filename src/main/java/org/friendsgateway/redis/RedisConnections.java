package org.friendsgateway.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Redis by one pipelined connection per event loop, so that a command and its answer stay on the loop that asked. Opened
 * before the first command, and given the scripts.
 */
public class RedisConnections {

    private final VertxInternal vertx;
    private final Map<EventLoop, RedisPipeline> pipelines = new ConcurrentHashMap<>();
    private final List<String> scripts = new CopyOnWriteArrayList<>();

    /**
     * @param options where Redis is and who asks
     * @param timeout how long Redis may be silent before a command fails
     */
    public RedisConnections(Vertx vertx, RedisOptions options, Duration timeout) {
        this.vertx = (VertxInternal) vertx;
        AtomicLong answers = new AtomicLong();
        for (EventExecutor executor : this.vertx.getEventLoopGroup()) {
            EventLoop loop = (EventLoop) executor;
            ContextInternal context = this.vertx.createEventLoopContext(loop, null, getClass().getClassLoader());
            pipelines.put(loop, new RedisPipeline(context, options, timeout, scripts, answers));
        }
    }

    /** Opens the connections, and opens them again whenever they break. */
    void open() {
        pipelines.values().forEach(RedisPipeline::open);
    }

    /** Loads a script with each connection that is opened from now on. */
    void addScript(String text) {
        if (!scripts.contains(text)) {
            scripts.add(text);
        }
    }

    /**
     * Sends a command and gives Redis's answer, on the caller's context; fails when Redis cannot, when it is silent for
     * the timeout, and after twice that long in any case.
     */
    public Uni<Response> send(Request command) {
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal caller = vertx.getOrCreateContext();
            Objects.requireNonNull(pipelines.get(caller.nettyEventLoop())).send(command, emitter, caller);
        });
    }

    /** Keeps idle connections open: the way to Redis may forget them, and an import should find one. */
    Uni<Void> keepAlive(Request command) {
        pipelines.values().forEach(pipeline -> pipeline.keepAlive(command));
        return Uni.createFrom().voidItem();
    }
}
