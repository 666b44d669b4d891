package org.friendsgateway.http;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The id, start, caller and origin of a request, kept in its {@link RoutingContext}.
 *
 * @param requestId the caller's own id if it is well-formed, else a new one
 * @param start nanoseconds of the monotonic clock
 * @param authenticated the caller; null before authentication
 * @param address the client's IP address, as a trusted proxy reports it if there is one
 */
record RequestContext(String requestId, long start, @Nullable Caller authenticated, String address) {

    static final String REQUEST_ID = "X-Request-Id";

    private static final String KEY = RequestContext.class.getName();
    private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    static void begin(RoutingContext request) {
        RequestContext context = new RequestContext(requestId(request.request().headers().getAll(REQUEST_ID)),
                System.nanoTime(), null,
                address(request.request().remoteAddress()));
        request.put(KEY, context);
        // Stored in the request's own Vert.x context, so that every log line of the request has it.
        MDC.put("requestId", context.requestId());
    }

    static void setCaller(RoutingContext request, Caller caller) {
        RequestContext context = of(request);
        request.put(KEY, new RequestContext(context.requestId, context.start, caller, context.address));
    }

    /** The context of a request, which begins here when a route fails before the first one. */
    static RequestContext of(RoutingContext request) {
        if (request.get(KEY) == null) {
            begin(request);
        }
        return request.get(KEY);
    }

    /**
     * The authenticated caller. The REST layer accepts more spellings of a path than the routes do, such as one with matrix
     * parameters; such a request was not authenticated and fails with {@code not_found}.
     */
    Caller caller() {
        if (authenticated == null) {
            throw Failure.of(Kind.NOT_FOUND).exception();
        }
        return authenticated;
    }

    /** The caller's name; empty before authentication. */
    String callerName() {
        return authenticated == null ? "" : authenticated.name();
    }

    private static String address(@Nullable SocketAddress remote) {
        if (remote == null) {
            return "";
        }
        return remote.hostAddress() == null ? String.valueOf(remote.host()) : remote.hostAddress();
    }

    private static String requestId(List<String> proposed) {
        return proposed.size() == 1 && VALID_ID.matcher(proposed.get(0)).matches() ? proposed.get(0) : newId();
    }

    // Unique, but not secret: UUID.randomUUID would make all event loops wait for one lock.
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The time since the request began. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
