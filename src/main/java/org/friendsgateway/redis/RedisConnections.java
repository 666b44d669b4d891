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

/** One pipelined connection to Redis per event loop, so that a command and its reply stay on the caller's loop. */
public final class RedisConnections {

    private final VertxInternal vertx;
    private final Map<EventLoop, RedisPipeline> pipelines = new ConcurrentHashMap<>();
    private final List<String> scripts = new CopyOnWriteArrayList<>();

    /**
     * @param options the address and the credentials
     * @param timeout how long Redis may be silent before a command fails
     */
    public RedisConnections(Vertx vertx, RedisOptions options, Duration timeout) {
        this.vertx = (VertxInternal) vertx;
        AtomicLong replies = new AtomicLong();
        for (EventExecutor executor : this.vertx.getEventLoopGroup()) {
            EventLoop loop = (EventLoop) executor;
            ContextInternal context = this.vertx.createEventLoopContext(loop, null, getClass().getClassLoader());
            pipelines.put(loop, new RedisPipeline(context, options, timeout, scripts, replies));
        }
    }

    /** Opens the connections, and reopens them whenever they break. */
    void open() {
        pipelines.values().forEach(RedisPipeline::open);
    }

    /** Loads a script on each connection that is opened from now on. */
    void addScript(String text) {
        if (!scripts.contains(text)) {
            scripts.add(text);
        }
    }

    /**
     * Sends a command and completes with the reply, on the caller's context. Fails with the error reply, when the connection
     * breaks, when Redis is silent for the timeout, and after twice the timeout in any case.
     */
    Uni<Response> send(Request command) {
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal caller = vertx.getOrCreateContext();
            Objects.requireNonNull(pipelines.get(caller.nettyEventLoop())).send(command, emitter, caller);
        });
    }

    /** Sends a command on idle connections, because the network may drop them silently. */
    Uni<Void> keepAlive(Request command) {
        pipelines.values().forEach(pipeline -> pipeline.keepAlive(command));
        return Uni.createFrom().voidItem();
    }
}
