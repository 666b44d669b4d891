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
 * The connection of one event loop to Redis, by which many commands are under way at once. One that finds no connection waits
 * for the next attempt to open one. All state is the event loop's.
 */
final class RedisPipeline {

    private static final int SILENT_LOOKS = 10;
    private static final int LOOKS = 2 * SILENT_LOOKS;
    private static final long BACKOFF = Duration.ofMillis(200).toMillis();
    /** A server that is being killed still accepts connections for a moment, only to reset them. */
    private static final long AFTER_LOSS = Duration.ofMillis(20).toMillis();
    private static final long MAX_OPENING = Duration.ofSeconds(2).toMillis();
    private static final int IDLE_BEATS = 4;
    private static final int MAX_COMMANDS_OF_A_WRITE = 256;
    private static final String NOT_SENT = "Connection is closed";
    /** Says a server that has been the master until now. */
    private static final String DEMOTED = "READONLY";

    private final ContextInternal context;
    private final RedisOptions options;
    private final long look;
    private final Collection<String> scripts;
    private final AtomicLong answers;
    private final Deque<Call> calls = new ArrayDeque<>();
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    /** The attempt that is under way, or the wait for the next one. */
    private @Nullable Object opening;
    private boolean looking;
    private int looks;
    private int silentLooks;
    private long seenAnswers;
    private int heardAt;
    private int idleBeats;

    /**
     * @param scripts the scripts to load
     * @param answers counts what Redis answers to anybody
     */
    RedisPipeline(ContextInternal context, RedisOptions options, Duration timeout, Collection<String> scripts,
            AtomicLong answers) {
        this.context = context;
        this.options = options;
        this.look = Math.max(1, timeout.dividedBy(SILENT_LOOKS).toMillis());
        this.scripts = scripts;
        this.answers = answers;
    }

    /** Sends a command; {@code emitter} is told on the caller's context what became of it. */
    void send(Request request, UniEmitter<? super Response> emitter, ContextInternal caller) {
        Call call = new Call(request, emitter, caller.isEventLoopContext() ? caller : context);
        call.caller.emit(call, this::begin);
    }

    private void begin(Call call) {
        call.begunAt = looks;
        calls.add(call);
        transmit(call);
        if (!looking) {
            looking = true;
            silentLooks = 0;
            seenAnswers = answers.get();
            context.setTimer(look, timer -> look());
        }
    }

    private void transmit(Call call) {
        call.by = connection;
        if (connection == null) {
            open();
        } else {
            connection.send(call.request).onComplete(call);
        }
    }

    // One timer for all, set anew after each look: a process that stood still itself finds the answers before the next look.
    private void look() {
        looks++;
        long now = answers.get();
        silentLooks = now == seenAnswers ? silentLooks + 1 : 0;
        seenAnswers = now;
        if (failLateCalls() && connection != null && looks - heardAt >= SILENT_LOOKS) {
            renew();
        }
        looking = !calls.isEmpty();
        if (looking) {
            context.setTimer(look, timer -> look());
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
        int age = looks - call.begunAt;
        return age > LOOKS || (age > SILENT_LOOKS && silentLooks >= SILENT_LOOKS);
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
        context.setTimer(MAX_OPENING, timer -> {
            if (opening == attempt && !attempt.isComplete()) {
                renew();
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
            connectAfter(BACKOFF);
            return;
        }
        opening = null;
        RedisConnection now = attempt.result();
        connection = now;
        now.endHandler(end -> lose(now)).exceptionHandler(broken -> lose(now));
        // Where this fails for want of a right, Redis is given the text when it does not know the script.
        scripts.forEach(script -> now.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script)));
        waiting().forEach(call -> call.caller.emit(call, this::transmit));
        if (now instanceof PooledRedisConnection pooled) {
            flushOncePerTick(pooled.actual().remoteAddress());
        }
    }

    private List<Call> waiting() {
        return calls.stream().filter(call -> call.by == null && !call.over).toList();
    }

    // Vert.x flushes each command by itself, and keeps its channels to itself.
    private void flushOncePerTick(SocketAddress redis) {
        Iterator<Channel> channels = ((SingleThreadEventLoop) context.nettyEventLoop()).registeredChannelsIterator();
        while (channels.hasNext()) {
            Channel channel = channels.next();
            if (channel.remoteAddress() instanceof InetSocketAddress remote && remote.getPort() == redis.port()
                    && channel.pipeline().get(FlushConsolidationHandler.class) == null) {
                channel.pipeline().addFirst(new FlushConsolidationHandler(MAX_COMMANDS_OF_A_WRITE, true));
            }
        }
    }

    // What was under way by it has failed. In a cluster the connections to other nodes stay.
    private void lose(RedisConnection broken) {
        if (connection == broken) {
            connection = null;
            broken.close();
            connectAfter(AFTER_LOSS);
        }
    }

    // The connection looks open.
    private void renew() {
        Redis old = client;
        client = null;
        connection = null;
        opening = null;
        if (old != null) {
            old.close();
        }
        open();
    }

    /** Sends a command that changes nothing when none was sent for a while. */
    void keepAlive(Request request) {
        context.emit(beat -> {
            idleBeats = calls.isEmpty() ? idleBeats + 1 : 0;
            if (connection != null && idleBeats >= IDLE_BEATS) {
                idleBeats = 0;
                connection.send(request);
            }
        });
    }

    /** A command and who waits for its answer. */
    private final class Call implements Handler<AsyncResult<Response>> {

        private final Request request;
        private final UniEmitter<? super Response> emitter;
        private final ContextInternal caller;
        private int begunAt;
        private @Nullable RedisConnection by;
        private boolean over;

        private Call(Request request, UniEmitter<? super Response> emitter, ContextInternal caller) {
            this.request = request;
            this.emitter = emitter;
            this.caller = caller;
        }

        @Override
        public void handle(AsyncResult<Response> answer) {
            if (answer.succeeded()) {
                heardAt = looks;
                answers.incrementAndGet();
                end();
                emitter.complete(answer.result());
            } else if (by != null && !over && NOT_SENT.equals(answer.cause().getMessage())) {
                lose(by);
                transmit(this);
            } else {
                fail(answer.cause());
            }
        }

        private void fail(Throwable cause) {
            if (!over) {
                end();
                caller.emit(cause, emitter::fail);
                if (String.valueOf(cause.getMessage()).contains(DEMOTED)) {
                    renew();
                }
            }
        }

        private void end() {
            over = true;
            while (!calls.isEmpty() && calls.element().over) {
                calls.remove();
            }
        }
    }
}
