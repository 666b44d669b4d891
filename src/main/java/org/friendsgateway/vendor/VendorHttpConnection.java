package org.friendsgateway.vendor;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.tuples.Functions.Function3;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.jspecify.annotations.Nullable;

/** An open connection to the host of an app, taken from the pool for one POST. */
public final class VendorHttpConnection {

    private static final int MAX_BODY = 4 * 1024 * 1024;

    private final VendorHttpClient client;
    private final HttpClientRequest request;
    private final Runnable onEnd;
    private final long heldSince = System.nanoTime();
    private final AtomicBoolean used = new AtomicBoolean();
    private volatile boolean broken;

    /** @param onEnd run once, when the connection is no longer held */
    VendorHttpConnection(VendorHttpClient client, HttpClientRequest request, Runnable onEnd) {
        this.client = client;
        this.request = request;
        this.onEnd = onEnd;
        // What breaks the request also fails the response. Without this handler Vert.x would log it.
        request.exceptionHandler(failed -> broken = true);
    }

    /** This connection for a caller that knows nothing of HTTP; {@code send} makes the call on it. */
    public VendorConnection asVendorConnection(
            Function3<VendorHttpConnection, FriendImport, VendorConnection.Listener, Uni<ImportOutcome>> send) {
        return new VendorConnection() {

            @Override
            public Uni<ImportOutcome> send(FriendImport batch, Listener listener) {
                return send.apply(VendorHttpConnection.this, batch, listener);
            }

            @Override
            public void release() {
                VendorHttpConnection.this.release();
            }
        };
    }

    /**
     * Posts {@code body}, once; over another connection when the vendor has closed this one meanwhile.
     *
     * @param path begins with a slash, encoded, with its query
     * @param written run once, when the whole request has been handed to the network, at the latest before the response
     * @return the response, whatever its status. Fails with {@code vendor_unavailable}: with nothing imported when there was no
     *         connection; with an unknown result when the connection broke, or when the response is not HTTP, is an interim
     *         one other than 100 and 103, or exceeds 4 MiB or a head of 32 KiB. Fails with {@code vendor_timeout}, result
     *         unknown, when the whole response did not arrive within the call timeout. Ignores cancellation: to cancel a call
     *         is to close its connection, and only the call timeout may do that.
     */
    public Uni<Response> post(String path, Map<String, String> headers, Buffer body, Runnable written) {
        return Uni.createFrom().emitter(emitter -> {
            if (broken || heldTooLong()) {
                release();
                Cancellable unused = client.connect().chain(other -> other.post(path, headers, body, written)).subscribe()
                        .with(emitter::complete, emitter::fail);
            } else {
                call(emitter, path, headers, body, written);
            }
        });
    }

    // The vendor may have closed it unnoticed, as it may one that was idle in the pool for as long.
    private boolean heldTooLong() {
        return System.nanoTime() - heldSince > VendorHttpClient.KEEP_ALIVE.toNanos();
    }

    /** Returns the connection to the pool if nothing was posted. */
    public void release() {
        if (used.compareAndSet(false, true)) {
            returnToPool();
        }
    }

    private void returnToPool() {
        if (heldTooLong()) {
            VendorHttpCodec.abort(request.connection());
        } else {
            // Vert.x keeps a connection open when nothing of its request was sent.
            request.reset();
        }
        onEnd.run();
    }

    private void call(UniEmitter<? super Response> emitter, String path, Map<String, String> headers, Buffer body,
            Runnable written) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("A connection is held for one call");
        }
        try {
            client.prepare(request, path, headers);
        } catch (IllegalArgumentException illegal) {
            returnToPool();
            // Its message would repeat the header, and with it a credential that was pasted with a line break.
            emitter.fail(Failure.of(Kind.INTERNAL_ERROR, "A header of the call is not legal")
                    .with(Certainty.NOTHING_IMPORTED).exception());
            return;
        }
        new Call(emitter, written).begin(body);
    }

    /** One request and its response; ended once, by whatever comes first. */
    private final class Call {

        private final UniEmitter<? super Response> emitter;
        private final Runnable written;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicBoolean writtenReported = new AtomicBoolean();
        private final Vertx vertx = client.vertx();
        private Buffer body = Buffer.buffer(0);
        private int chunks;
        private long timer;
        private volatile @Nullable HttpClientResponse head;

        Call(UniEmitter<? super Response> emitter, Runnable written) {
            this.emitter = emitter;
            this.written = written;
        }

        void begin(Buffer content) {
            timer = vertx.setTimer(client.callTimeout().toMillis(), fired -> {
                fail(Failure.of(Kind.VENDOR_TIMEOUT));
                VendorHttpCodec.abort(request.connection());
            });
            request.response().onSuccess(this::read).onFailure(this::fail);
            request.end(content).onComplete(sent -> reportWritten());
        }

        private void reportWritten() {
            if (writtenReported.compareAndSet(false, true)) {
                written.run();
            }
        }

        private void read(HttpClientResponse response) {
            head = response;
            response.handler(chunk -> {
                if (body.length() + chunk.length() > MAX_BODY) {
                    fail(VendorHttpClient.broken("the answer is longer than " + MAX_BODY + " bytes"));
                    VendorHttpCodec.abort(request.connection());
                } else {
                    append(chunk);
                }
            });
            response.exceptionHandler(this::fail);
            response.endHandler(last -> {
                if (end()) {
                    emitter.complete(new Response(response.statusCode(),
                            ContentCoding.decode(body, response.headers(), MAX_BODY), retryAfter(response)));
                }
            });
        }

        // Most bodies arrive in one chunk, which need not be copied.
        private void append(Buffer chunk) {
            chunks++;
            if (chunks == 1) {
                body = chunk;
                return;
            }
            if (chunks == 2) {
                body = Buffer.buffer().appendBuffer(body);
            }
            body.appendBuffer(chunk);
        }

        private void fail(Throwable cause) {
            fail(VendorHttpClient.broken(cause));
        }

        // The head of a response counts even if its body never arrives.
        private void fail(Failure failure) {
            HttpClientResponse response = head;
            if (end()) {
                emitter.fail((response == null ? failure
                        : failure.withVendorError(new VendorError(null, null, response.statusCode()))
                                .withRetryAfter(retryAfter(response)))
                        .exception());
            }
        }

        private boolean end() {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            vertx.cancelTimer(timer);
            onEnd.run();
            reportWritten();
            return true;
        }

        private @Nullable Duration retryAfter(HttpClientResponse response) {
            return RetryAfter.of(response.headers(), client.clock());
        }
    }
}
