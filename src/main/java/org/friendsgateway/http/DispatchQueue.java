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
 * Passes requests on in the order in which their bodies were read, for a few milliseconds at a time. Parsing a large body
 * blocks the event loop, and a burst of them would delay everything else on it, including the probes of the management port. A
 * request that comes alone is passed on at once.
 */
final class DispatchQueue {

    private static final long MAX_NANOS_AT_ONCE = Duration.ofMillis(5).toNanos();

    private final FastThreadLocal<LoopQueue> queues = new FastThreadLocal<>() {
        @Override
        protected LoopQueue initialValue() {
            return new LoopQueue();
        }
    };

    /** Calls the next route of a request after those of earlier ones, unless its caller has gone by then. */
    void add(RoutingContext request) {
        queues.get().add(request);
    }

    private static void dispatch(RoutingContext request) {
        if (!request.response().closed()) {
            request.next();
        }
    }

    /** The queue of one event loop. */
    private static final class LoopQueue {

        private final Queue<Runnable> waiting = new ArrayDeque<>();
        /** Nanoseconds that requests passed on at once have used, less the time that the loop had for other work since. */
        private long debt;
        private long lastEnd = System.nanoTime();

        void add(RoutingContext request) {
            if (waiting.isEmpty() && hasTime()) {
                dispatchNow(request);
                return;
            }
            ContextInternal context = (ContextInternal) Vertx.currentContext();
            waiting.add(() -> context.dispatch(unused -> dispatch(request)));
            if (waiting.size() == 1) {
                schedule(((ConnectionBase) request.request().connection()).channel().eventLoop());
            }
        }

        private boolean hasTime() {
            debt = Math.max(0, debt - (System.nanoTime() - lastEnd));
            return debt < MAX_NANOS_AT_ONCE;
        }

        private void dispatchNow(RoutingContext request) {
            long from = System.nanoTime();
            dispatch(request);
            lastEnd = System.nanoTime();
            debt += lastEnd - from;
        }

        // As a timer, because the loop polls its connections between two timers, but not between two tasks.
        private void schedule(EventLoop loop) {
            var unused = loop.schedule(() -> run(loop), 0, TimeUnit.NANOSECONDS);
        }

        private void run(EventLoop loop) {
            long from = System.nanoTime();
            for (Runnable next = waiting.poll(); next != null; next = pollWithin(from)) {
                next.run();
            }
            if (!waiting.isEmpty()) {
                schedule(loop);
            }
        }

        private @Nullable Runnable pollWithin(long from) {
            return System.nanoTime() - from < MAX_NANOS_AT_ONCE ? waiting.poll() : null;
        }
    }
}
