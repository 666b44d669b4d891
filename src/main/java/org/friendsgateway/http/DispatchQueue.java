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
 * among it. One that comes alone begins at once.
 */
final class DispatchQueue {

    private static final long MAX_NANOS = Duration.ofMillis(5).toNanos();

    private final FastThreadLocal<Starts> starts = new FastThreadLocal<>() {
        @Override
        protected Starts initialValue() {
            return new Starts();
        }
    };

    /** Goes on with a request when those before it have begun, unless its caller has gone until then. */
    void next(RoutingContext request) {
        starts.get().next(request);
    }

    private static void begin(RoutingContext request) {
        if (!request.response().closed()) {
            request.next();
        }
    }

    /** Those of one event loop. */
    private static final class Starts {

        private final Queue<Runnable> waiting = new ArrayDeque<>();
        /** How long those that began at once have kept the loop, less the time that it had for other things since. */
        private long debt;
        private long ended = System.nanoTime();

        void next(RoutingContext request) {
            if (waiting.isEmpty() && hasTime()) {
                beginNow(request);
                return;
            }
            ContextInternal context = (ContextInternal) Vertx.currentContext();
            waiting.add(() -> context.dispatch(begin -> begin(request)));
            if (waiting.size() == 1) {
                schedule(((ConnectionBase) request.request().connection()).channel().eventLoop());
            }
        }

        private boolean hasTime() {
            debt = Math.max(0, debt - (System.nanoTime() - ended));
            return debt < MAX_NANOS;
        }

        private void beginNow(RoutingContext request) {
            long from = System.nanoTime();
            begin(request);
            ended = System.nanoTime();
            debt += ended - from;
        }

        // By a timer, for the loop looks at its connections between two of these, and not between two tasks.
        private void schedule(EventLoop loop) {
            var unused = loop.schedule(() -> run(loop), 0, TimeUnit.NANOSECONDS);
        }

        private void run(EventLoop loop) {
            long from = System.nanoTime();
            for (Runnable start = waiting.poll(); start != null; start = nextWithin(from)) {
                start.run();
            }
            if (!waiting.isEmpty()) {
                schedule(loop);
            }
        }

        private @Nullable Runnable nextWithin(long from) {
            return System.nanoTime() - from < MAX_NANOS ? waiting.poll() : null;
        }
    }
}
