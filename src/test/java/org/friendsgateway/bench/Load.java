package org.friendsgateway.bench;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;

/** A fixed number of callers, each of which waits for an answer before it sends the next request. */
final class Load {

    private static final int CALLERS = 64;
    /** Seconds; longer than a connection may idle while another server is measured. */
    private static final int KEEP_ALIVE = 600;

    private final HttpClient http;
    private final String path;
    private final IntFunction<Buffer> bodies;

    /** Makes the body of each request from its number. */
    Load(Vertx vertx, int port, String path, IntFunction<Buffer> bodies) {
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(CALLERS).setKeepAliveTimeout(KEEP_ALIVE)
                .setDefaultHost("127.0.0.1").setDefaultPort(port));
        this.path = path;
        this.bodies = bodies;
    }

    /** How fast a number of requests was answered, and how many not with 200. */
    record Result(double perSecond, double medianMillis, double p99Millis, int wrong) {
    }

    Result run(int requests) throws InterruptedException {
        Run run = new Run(requests);
        long from = System.nanoTime();
        for (int caller = 0; caller < CALLERS; caller++) {
            run.next();
        }
        run.ended.await();
        double seconds = (System.nanoTime() - from) / 1e9;
        Arrays.sort(run.nanos);
        return new Result(requests / seconds, run.nanos[requests / 2] / 1e6, run.nanos[requests * 99 / 100] / 1e6,
                run.wrong.get());
    }

    private final class Run {

        private final long[] nanos;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger wrong = new AtomicInteger();
        private final CountDownLatch ended;

        Run(int requests) {
            this.nanos = new long[requests];
            this.ended = new CountDownLatch(requests);
        }

        void next() {
            int number = begun.getAndIncrement();
            if (number < nanos.length) {
                long from = System.nanoTime();
                send(bodies.apply(number)).onComplete(status -> {
                    nanos[number] = System.nanoTime() - from;
                    wrong.addAndGet(status.succeeded() && status.result() == 200 ? 0 : 1);
                    ended.countDown();
                    next();
                });
            }
        }

        private Future<Integer> send(Buffer body) {
            return http.request(HttpMethod.POST, path)
                    .compose(request -> request.putHeader("Content-Type", "application/json").send(body))
                    .compose(answer -> answer.end().map(answer.statusCode()));
        }
    }
}
