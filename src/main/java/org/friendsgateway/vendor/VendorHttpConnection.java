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

    private static final int MAX_ANSWER = 4 * 1024 * 1024;

    private final VendorHttpClient client;
    private final HttpClientRequest request;
    private final Runnable done;
    private final long heldSince = System.nanoTime();
    private final AtomicBoolean used = new AtomicBoolean();
    private volatile boolean broken;

    /** @param done run once, when the connection is held no more */
    VendorHttpConnection(VendorHttpClient client, HttpClientRequest request, Runnable done) {
        this.client = client;
        this.request = request;
        this.done = done;
        // What breaks the request breaks the answer; Vert.x would also log it.
        request.exceptionHandler(failed -> broken = true);
    }

    /** This connection for a caller that knows nothing of HTTP; {@code send} makes the call on it. */
    public VendorConnection asVendorConnection(
            Function3<VendorHttpConnection, FriendImport, Runnable, Uni<ImportOutcome>> send) {
        return new VendorConnection() {

            @Override
            public Uni<ImportOutcome> send(FriendImport batch, Runnable written) {
                return send.apply(VendorHttpConnection.this, batch, written);
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
     * @param written run once, when all has been handed to the network, at the latest before the answer
     * @return the answer, whatever its status; fails with {@code vendor_unavailable}, proven when no connection could be
     *         had, and unproven when it broke, when what came is no HTTP, an interim answer but 100 and 103, or longer than 4
     *         MiB or, the head, 32 KiB; with {@code vendor_timeout}, unproven, when the whole answer did not come within the
     *         call timeout. Cannot be cancelled, on purpose: to cancel a call would be to close a connection, and only the
     *         call's own timeout may do that.
     */
    public Uni<Response> post(String path, Map<String, String> headers, Buffer body, Runnable written) {
        return Uni.createFrom().emitter(emitter -> {
            if (broken || heldTooLong()) {
                release();
                Cancellable unused = client.connect().chain(other -> other.post(path, headers, body, written)).subscribe()
                        .with(emitter::complete, emitter::fail);
            } else {
                exchange(emitter, path, headers, body, written);
            }
        });
    }

    // The vendor may have closed it without a sign, like one that was idle as long in the pool.
    private boolean heldTooLong() {
        return System.nanoTime() - heldSince > VendorHttpClient.KEEP_ALIVE.toNanos();
    }

    /** Gives the connection back to the pool when nothing was posted. */
    public void release() {
        if (used.compareAndSet(false, true)) {
            giveBack();
        }
    }

    private void giveBack() {
        if (heldTooLong()) {
            VendorHttpCodec.abort(request.connection());
        } else {
            // Vert.x closes no connection for a request of which nothing was sent.
            request.reset();
        }
        done.run();
    }

    private void exchange(UniEmitter<? super Response> emitter, String path, Map<String, String> headers, Buffer body,
            Runnable written) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("A connection is held for one call");
        }
        try {
            client.address(request, path, headers);
        } catch (IllegalArgumentException illegal) {
            giveBack();
            // Its message would repeat the header, and with it a credential that was pasted with a line's end.
            emitter.fail(Failure.of(Kind.INTERNAL_ERROR, "A header of the call is not legal")
                    .with(Certainty.NOTHING_IMPORTED).exception());
            return;
        }
        new Exchange(emitter, written).begin(body);
    }

    /** One call and its answer, from which whatever comes first ends it. */
    private final class Exchange {

        private final UniEmitter<? super Response> emitter;
        private final Runnable written;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicBoolean told = new AtomicBoolean();
        private final Vertx vertx = client.vertx();
        private Buffer read = Buffer.buffer(0);
        private int pieces;
        private long timer;
        private volatile @Nullable HttpClientResponse head;

        Exchange(UniEmitter<? super Response> emitter, Runnable written) {
            this.emitter = emitter;
            this.written = written;
        }

        void begin(Buffer body) {
            timer = vertx.setTimer(client.callTimeout().toMillis(), fired -> {
                fail(Failure.of(Kind.VENDOR_TIMEOUT));
                VendorHttpCodec.abort(request.connection());
            });
            request.response().onSuccess(this::read).onFailure(this::fail);
            request.end(body).onComplete(sent -> tellWritten());
        }

        private void tellWritten() {
            if (told.compareAndSet(false, true)) {
                written.run();
            }
        }

        private void read(HttpClientResponse response) {
            head = response;
            response.handler(chunk -> {
                if (read.length() + chunk.length() > MAX_ANSWER) {
                    fail(VendorHttpClient.broken("the answer is longer than " + MAX_ANSWER + " bytes"));
                    VendorHttpCodec.abort(request.connection());
                } else {
                    append(chunk);
                }
            });
            response.exceptionHandler(this::fail);
            response.endHandler(last -> {
                if (end()) {
                    emitter.complete(new Response(response.statusCode(),
                            ContentCoding.decoded(read, response.headers(), MAX_ANSWER), retryAfter(response)));
                }
            });
        }

        // Most answers come in one piece, which need not be copied.
        private void append(Buffer chunk) {
            pieces++;
            if (pieces == 1) {
                read = chunk;
                return;
            }
            if (pieces == 2) {
                read = Buffer.buffer().appendBuffer(read);
            }
            read.appendBuffer(chunk);
        }

        private void fail(Throwable cause) {
            fail(VendorHttpClient.broken(cause));
        }

        // What the head of an answer says holds though its body never came.
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
            done.run();
            tellWritten();
            return true;
        }

        private @Nullable Duration retryAfter(HttpClientResponse response) {
            return RetryAfter.of(response.headers(), client.clock());
        }
    }
}
