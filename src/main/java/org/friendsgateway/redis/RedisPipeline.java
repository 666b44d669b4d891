package org.friendsgateway.redis;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.Channel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.PooledRedisConnection;

import org.jspecify.annotations.Nullable;

/**
 * The connection of one event loop to Redis, on which many commands are pending at once. A command waits while the
 * connection opens. All state belongs to the event loop.
 */
final class RedisPipeline {

    private static final int TICKS_OF_TIMEOUT = 10;
    private static final int MAX_TICKS = 2 * TICKS_OF_TIMEOUT;
    private static final long RETRY_DELAY = Duration.ofMillis(200).toMillis();
    /** A server that is shutting down still accepts connections for a moment, and resets them. */
    private static final long RECONNECT_DELAY = Duration.ofMillis(20).toMillis();
    private static final long MAX_CONNECT_TIME = Duration.ofSeconds(2).toMillis();
    private static final int IDLE_HEARTBEATS = 4;
    private static final int MAX_COMMANDS_PER_FLUSH = 256;
    private static final String NOT_SENT = "Connection is closed";
    /** The error of a server that was the master until now. */
    private static final String DEMOTED = "READONLY";

    private final ContextInternal context;
    private final RedisOptions options;
    private final long tickMillis;
    private final Collection<String> scripts;
    private final AtomicLong replies;
    private final Deque<Call> calls = new ArrayDeque<>();
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    /** The pending attempt to connect, or the pause before it. */
    private @Nullable Object opening;
    private boolean ticking;
    private int ticks;
    private int silentTicks;
    private long seenReplies;
    private int lastReplyAt;
    private int idleHeartbeats;

    /**
     * @param scripts loaded on each new connection
     * @param replies counts the replies on all connections
     */
    RedisPipeline(ContextInternal context, RedisOptions options, Duration timeout, Collection<String> scripts,
            AtomicLong replies) {
        this.context = context;
        this.options = options;
        this.tickMillis = Math.max(1, timeout.dividedBy(TICKS_OF_TIMEOUT).toMillis());
        this.scripts = scripts;
        this.replies = replies;
    }

    /** Sends a command; the emitter gets the reply or the failure on the caller's context. */
    void send(Request request, UniEmitter<? super Response> emitter, ContextInternal caller) {
        Call call = new Call(request, emitter, caller.isEventLoopContext() ? caller : context);
        call.caller.emit(call, this::start);
    }

    private void start(Call call) {
        call.startedAt = ticks;
        calls.add(call);
        write(call);
        if (!ticking) {
            ticking = true;
            silentTicks = 0;
            seenReplies = replies.get();
            context.setTimer(tickMillis, timer -> tick());
        }
    }

    private void write(Call call) {
        call.writtenTo = connection;
        if (connection == null) {
            open();
        } else {
            connection.send(call.request).onComplete(call);
        }
    }

    // One timer for all calls, set again after each tick, so that a process that was paused reads the replies before it counts on.
    private void tick() {
        ticks++;
        long now = replies.get();
        silentTicks = now == seenReplies ? silentTicks + 1 : 0;
        seenReplies = now;
        if (failLateCalls() && connection != null && ticks - lastReplyAt >= TICKS_OF_TIMEOUT) {
            reconnect();
        }
        ticking = !calls.isEmpty();
        if (ticking) {
            context.setTimer(tickMillis, timer -> tick());
        }
    }

    private boolean failLateCalls() {
        boolean any = false;
        for (Call first = calls.peek(); first != null && isLate(first); first = calls.peek()) {
            any = true;
            first.fail(new TimeoutException());
        }
        return any;
    }

    private boolean isLate(Call call) {
        int age = ticks - call.startedAt;
        return age > MAX_TICKS || (age > TICKS_OF_TIMEOUT && silentTicks >= TICKS_OF_TIMEOUT);
    }

    void open() {
        context.emit(ignored -> {
            if (connection == null && opening == null) {
                connect();
            }
        });
    }

    private void connect() {
        client = client == null ? Redis.createClient(context.owner(), options) : client;
        Future<RedisConnection> attempt = client.connect();
        opening = attempt;
        context.setTimer(MAX_CONNECT_TIME, timer -> {
            if (opening == attempt && !attempt.isComplete()) {
                reconnect();
            }
        });
        attempt.onComplete(opened -> {
            if (opening == attempt) {
                opened(attempt);
            }
        });
    }

    private void connectAfter(long millis) {
        Object wait = new Object();
        opening = wait;
        context.setTimer(millis, timer -> {
            if (opening == wait) {
                connect();
            }
        });
    }

    private void opened(Future<RedisConnection> attempt) {
        if (attempt.failed()) {
            waiting().forEach(call -> call.fail(attempt.cause()));
            connectAfter(RETRY_DELAY);
            return;
        }
        opening = null;
        RedisConnection now = attempt.result();
        connection = now;
        now.endHandler(end -> disconnected(now)).exceptionHandler(broken -> disconnected(now));
        // If the user lacks the right to load scripts, they are sent as text.
        scripts.forEach(script -> now.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script)));
        waiting().forEach(call -> call.caller.emit(call, this::write));
        if (now instanceof PooledRedisConnection pooled) {
            flushOncePerTick(pooled.actual().remoteAddress());
        }
    }

    private List<Call> waiting() {
        return calls.stream().filter(call -> call.writtenTo == null && !call.done).toList();
    }

    // Vert.x flushes each command separately, and does not expose the channel.
    private void flushOncePerTick(SocketAddress redis) {
        Iterator<Channel> channels = ((SingleThreadEventLoop) context.nettyEventLoop()).registeredChannelsIterator();
        while (channels.hasNext()) {
            Channel channel = channels.next();
            if (channel.remoteAddress() instanceof InetSocketAddress remote && remote.getPort() == redis.port()
                    && channel.pipeline().get(FlushConsolidationHandler.class) == null) {
                channel.pipeline().addFirst(new FlushConsolidationHandler(MAX_COMMANDS_PER_FLUSH, true));
            }
        }
    }

    // The client has failed the pending commands. In a cluster the connections to other nodes stay open.
    private void disconnected(RedisConnection broken) {
        if (connection == broken) {
            connection = null;
            broken.close();
            connectAfter(RECONNECT_DELAY);
        }
    }

    // A new client, for a connection that looks open but is not.
    private void reconnect() {
        Redis old = client;
        client = null;
        connection = null;
        opening = null;
        if (old != null) {
            old.close();
        }
        open();
    }

    /** Sends a command without effect when no other was pending at the last heartbeats. */
    void keepAlive(Request request) {
        context.emit(ignored -> {
            idleHeartbeats = calls.isEmpty() ? idleHeartbeats + 1 : 0;
            if (connection != null && idleHeartbeats >= IDLE_HEARTBEATS) {
                idleHeartbeats = 0;
                connection.send(request);
            }
        });
    }

    /** A pending command. */
    private final class Call implements Handler<AsyncResult<Response>> {

        private final Request request;
        private final UniEmitter<? super Response> emitter;
        private final ContextInternal caller;
        private int startedAt;
        private @Nullable RedisConnection writtenTo;
        private boolean done;

        private Call(Request request, UniEmitter<? super Response> emitter, ContextInternal caller) {
            this.request = request;
            this.emitter = emitter;
            this.caller = caller;
        }

        @Override
        public void handle(AsyncResult<Response> answer) {
            if (answer.succeeded()) {
                lastReplyAt = ticks;
                replies.incrementAndGet();
                end();
                emitter.complete(answer.result());
            } else if (writtenTo != null && !done && NOT_SENT.equals(answer.cause().getMessage())) {
                disconnected(writtenTo);
                write(this);
            } else {
                fail(answer.cause());
            }
        }

        private void fail(Throwable cause) {
            if (!done) {
                end();
                caller.emit(cause, emitter::fail);
                if (String.valueOf(cause.getMessage()).contains(DEMOTED)) {
                    reconnect();
                }
            }
        }

        private void end() {
            done = true;
            while (!calls.isEmpty() && calls.element().done) {
                calls.remove();
            }
        }
    }
}
