package org.friendsgateway.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.MemoryBudget;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.friendsgateway.time.Scheduler;

/**
 * Reads the bodies of imports, each within its limits: of its size once decoded, of the memory that all imports share, and of
 * time. Vert.x's own handler knows the first of these alone, of bytes as they come.
 *
 * <p>
 * Gzip is decoded here and not by the server ({@code quarkus.http.enable-decompression}), which decodes before the caller is
 * known, into uncounted memory, hides the length that was declared and lets other codings pass as they are.
 */
@Singleton
final class BodyReader {

    static final Duration MAX_TIME = Duration.ofSeconds(30);

    private static final Pattern COMMA = Pattern.compile(",");
    private static final List<String> GZIP = List.of("gzip", "x-gzip");
    private static final String CONTINUE = "100-continue";

    private final MemoryBudget budget;
    private final AnswerDelivery delivery;
    private final Scheduler scheduler;
    private final int maxBytes;
    private final StartQueue starts = new StartQueue();

    @Inject
    BodyReader(MemoryBudget budget, AnswerDelivery delivery, Scheduler scheduler, VertxHttpConfig config) {
        this(budget, delivery, scheduler, config.limits().maxBodySize().orElseThrow().asLongValue());
    }

    BodyReader(MemoryBudget budget, AnswerDelivery delivery, Scheduler scheduler, long maxBytes) {
        this.budget = budget;
        this.delivery = delivery;
        this.scheduler = scheduler;
        this.maxBytes = Math.toIntExact(maxBytes);
        budget.requireRoomFor(Upload.size(maxBytes, true));
    }

    /**
     * Goes on with the request once its body is there, as an {@link ImportBody}; fails it with {@code overloaded} before
     * anything is read, with {@code payload_too_large}, {@code unsupported_media_type}, {@code invalid_request} or
     * {@code request_timeout}. Its memory is released when the answer is written or the caller has gone.
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

    private void begin(RoutingContext request, boolean sendsWhenTold) {
        HttpServerRequest source = request.request();
        String length = source.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean gzip = isGzip(request);
        int expected = length == null || gzip ? 0 : Integer.parseInt(length);
        Reservation memory = budget.reserve(Upload.size(expected, gzip));
        try {
            delivery.release(memory, request);
            if (sendsWhenTold && source.version() != HttpVersion.HTTP_1_0) {
                request.response().writeContinue();
            }
            new Upload(request, memory, gzip, expected, maxBytes, starts::next).read(scheduler.after(MAX_TIME));
        } catch (RuntimeException gone) {
            memory.release();
            throw gone;
        }
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
