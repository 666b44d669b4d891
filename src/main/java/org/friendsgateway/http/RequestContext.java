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
 * What is known of a request from its first line on.
 *
 * @param requestId the caller's own id where it is fit to be repeated, else a new one
 * @param began nanoseconds of the monotonic clock
 * @param admitted who sends it; null before it is admitted
 * @param address where the connection comes from, or what a trusted proxy says of that
 */
record RequestContext(String requestId, long began, @Nullable Caller admitted, String address) {

    static final String REQUEST_ID = "X-Request-Id";

    private static final String KEY = RequestContext.class.getName();
    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    static void begin(RoutingContext request) {
        RequestContext context = new RequestContext(requestId(request.request().headers().getAll(REQUEST_ID)),
                System.nanoTime(), null,
                address(request.request().remoteAddress()));
        request.put(KEY, context);
        // Kept by the request's own Vert.x context, so that whatever is logged on its behalf bears it.
        MDC.put("requestId", context.requestId());
    }

    static void admit(RoutingContext request, Caller caller) {
        RequestContext context = of(request);
        request.put(KEY, new RequestContext(context.requestId, context.began, caller, context.address));
    }

    /** The context of a request, which begins here when a route fails before the first one. */
    static RequestContext of(RoutingContext request) {
        if (request.get(KEY) == null) {
            begin(request);
        }
        return request.get(KEY);
    }

    /**
     * Who sends the request. The REST layer knows more spellings of a path than the door, such as one with matrix parameters;
     * whoever comes by one of these was not admitted, and finds nothing there.
     */
    Caller caller() {
        if (admitted == null) {
            throw Failure.of(Kind.NOT_FOUND).exception();
        }
        return admitted;
    }

    /** The name of who sends the request; empty where nobody was admitted. */
    String callerName() {
        return admitted == null ? "" : admitted.name();
    }

    private static String address(@Nullable SocketAddress remote) {
        if (remote == null) {
            return "";
        }
        return remote.hostAddress() == null ? String.valueOf(remote.host()) : remote.hostAddress();
    }

    private static String requestId(List<String> proposed) {
        return proposed.size() == 1 && FIT.matcher(proposed.get(0)).matches() ? proposed.get(0) : newId();
    }

    // It has to be unique, not secret; the secure source of UUIDs is one lock for all event loops.
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
