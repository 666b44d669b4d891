package org.friendsgateway.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

/**
 * Lets imports begin in the order in which their bodies were read, for a few milliseconds at a time. Parsing a large body keeps
 * an event loop for as long, and a crowd of them would keep it from all else that it serves, probes of the management port
 * among it.
 */
final class StartQueue {

    private static final long MAX_NANOS = Duration.ofMillis(5).toNanos();

    private final FastThreadLocal<Queue<Runnable>> waiting = new FastThreadLocal<>() {
        @Override
        protected Queue<Runnable> initialValue() {
            return new ArrayDeque<>();
        }
    };

    /** Goes on with a request when those before it have begun, unless its caller has gone until then. */
    void next(RoutingContext request) {
        Queue<Runnable> starts = waiting.get();
        ContextInternal context = (ContextInternal) Vertx.currentContext();
        starts.add(() -> context.dispatch(begin -> begin(request)));
        if (starts.size() == 1) {
            schedule(starts, ((ConnectionBase) request.request().connection()).channel().eventLoop());
        }
    }

    private static void begin(RoutingContext request) {
        if (!request.response().closed()) {
            request.next();
        }
    }

    // By a timer, for the loop looks at its connections between two of these, and not between two tasks.
    private static void schedule(Queue<Runnable> starts, EventLoop loop) {
        var unused = loop.schedule(() -> run(starts, loop), 0, TimeUnit.NANOSECONDS);
    }

    private static void run(Queue<Runnable> starts, EventLoop loop) {
        long from = System.nanoTime();
        for (Runnable start = starts.poll(); start != null; start = nextWithin(from, starts)) {
            start.run();
        }
        if (!starts.isEmpty()) {
            schedule(starts, loop);
        }
    }

    private static @Nullable Runnable nextWithin(long from, Queue<Runnable> starts) {
        return System.nanoTime() - from < MAX_NANOS ? starts.poll() : null;
    }
}
