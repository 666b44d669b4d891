package org.friendsgateway.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.MemoryBudget;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.time.Scheduler;

/**
 * Reads the bodies of imports within three limits: the decoded size, the memory that all imports share, and time. Vert.x's
 * {@code BodyHandler} limits only the size before decoding.
 *
 * <p>
 * Gzip is decoded here and not by the server ({@code quarkus.http.enable-decompression}), which decodes before the caller is
 * authenticated and without counting memory, hides the declared length, and ignores other content codings.
 */
@Singleton
final class BodyReader {

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    private static final Pattern COMMA = Pattern.compile(",");
    private static final List<String> GZIP = List.of("gzip", "x-gzip");
    private static final String CONTINUE = "100-continue";

    private final MemoryBudget budget;
    private final Scheduler scheduler;
    private final int maxBytes;
    private final DispatchQueue parsing = new DispatchQueue();

    @Inject
    BodyReader(MemoryBudget budget, Scheduler scheduler, VertxHttpConfig config) {
        this(budget, scheduler, config.limits().maxBodySize().orElseThrow().asLongValue());
    }

    BodyReader(MemoryBudget budget, Scheduler scheduler, long maxBytes) {
        this.budget = budget;
        this.scheduler = scheduler;
        this.maxBytes = Math.toIntExact(maxBytes);
        budget.requireRoomFor(BodyAggregator.size(maxBytes, true));
    }

    /**
     * Calls the next route once the body is read, as an {@link ImportBody}. Fails the request with {@code overloaded} before
     * reading anything, or with {@code payload_too_large}, {@code unsupported_media_type}, {@code invalid_request} or
     * {@code request_timeout}. Releases the reserved memory when the response is written or the caller has gone.
     */
    void read(RoutingContext request) {
        String expected = request.request().getHeader(HttpHeaders.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase(CONTINUE)) {
            request.fail(417);
            return;
        }
        try {
            begin(request, expected != null);
        } catch (GatewayException refused) {
            request.fail(refused);
        }
    }

    private void begin(RoutingContext request, boolean awaitsContinue) {
        HttpServerRequest source = request.request();
        String length = source.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean gzip = isGzip(request);
        int expected = length == null || gzip ? 0 : Integer.parseInt(length);
        Reservation memory = budget.reserve(BodyAggregator.size(expected, gzip));
        try {
            releaseAfterResponse(memory, request);
            if (awaitsContinue && source.version() != HttpVersion.HTTP_1_0) {
                request.response().writeContinue();
            }
            new BodyAggregator(request, memory, gzip, expected, maxBytes, parsing::add).read(scheduler.after(BODY_TIMEOUT));
        } catch (RuntimeException failed) {
            memory.release();
            throw failed;
        }
    }

    // The server calls a response ended once it is handed over; a client that does not read leaves it in memory.
    private void releaseAfterResponse(Reservation memory, RoutingContext request) {
        request.addEndHandler(end -> {
            if (end.succeeded()) {
                releaseWhenWritten(memory, request);
            } else {
                memory.release();
            }
        });
    }

    private void releaseWhenWritten(Reservation memory, RoutingContext request) {
        ConnectionBase connection = (ConnectionBase) request.request().connection();
        ChannelPromise written = connection.channelFuture();
        // Bytes are written in order: when these are, the response is. The server knows in the same way when it may close.
        connection.writeToChannel(Unpooled.EMPTY_BUFFER, written);
        if (written.isDone()) {
            memory.release();
            return;
        }
        memory.force(request.response().bytesWritten());
        Cancellable timeout = scheduler.after(RESPONSE_TIMEOUT).subscribe().with(late -> connection.close());
        written.addListener(done -> {
            timeout.cancel();
            memory.release();
        });
    }

    private static boolean isGzip(RoutingContext request) {
        if (!request.request().headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            return false;
        }
        List<String> codings = request.request().headers().getAll(HttpHeaders.CONTENT_ENCODING).stream()
                .flatMap(COMMA::splitAsStream).map(String::strip).map(coding -> coding.toLowerCase(Locale.ROOT))
                .filter(Predicate.not(String::isEmpty)).filter(Predicate.not("identity"::equals)).toList();
        if (codings.size() > 1 || !GZIP.containsAll(codings)) {
            throw Failure.of(Kind.UNSUPPORTED_MEDIA_TYPE, "The body may be coded by gzip, once, and in no other way")
                    .exception();
        }
        return !codings.isEmpty();
    }
}
