package org.friendsgateway.http;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.caller.Authenticator;
import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.PipelineConfig;
import org.friendsgateway.tracing.RequestSpan;
import org.friendsgateway.tracing.Tracing;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The routes of the API port: span, request id, authentication and body of each request, and problem documents for failures
 * of the routes and of the REST layer.
 */
@Singleton
public final class ApiRoutes {

    private static final Logger LOG = Logger.getLogger(ApiRoutes.class);

    // Before Quarkus's own check of the length, whose response has no body.
    private static final int FIRST = -100;
    private static final int LAST = Integer.MAX_VALUE - 1;

    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");
    private static final Map<Integer, Kind> KINDS = Map.of(400, Kind.INVALID_REQUEST, 404, Kind.NOT_FOUND,
            405, Kind.METHOD_NOT_ALLOWED, 406, Kind.NOT_ACCEPTABLE, 413, Kind.PAYLOAD_TOO_LARGE,
            415, Kind.UNSUPPORTED_MEDIA_TYPE);
    private static final String ALLOWED = "OPTIONS, POST";

    private final Authenticator authenticator;
    private final ImportMeters meters;
    private final RefusedCallerLog refusedCallers;
    private final BodyReader bodies;
    private final ImportStreams streams;

    ApiRoutes(Authenticator authenticator, ImportMeters meters, RefusedCallerLog refusedCallers, BodyReader bodies,
            ImportStreams streams) {
        this.authenticator = authenticator;
        this.meters = meters;
        this.refusedCallers = refusedCallers;
        this.bodies = bodies;
        this.streams = streams;
    }

    void addRoutes(@Observes Router router, VertxHttpConfig config, PipelineConfig pipeline, Tracing tracing) {
        if (pipeline.defaultWait().compareTo(pipeline.maxWait()) > 0) {
            throw new DeploymentException("gateway.default-wait must not be longer than gateway.max-wait");
        }
        if (config.idleTimeout().compareTo(pipeline.maxWait()) <= 0) {
            throw new DeploymentException("quarkus.http.idle-timeout must be longer than gateway.max-wait, or waiting callers"
                    + " lose their connections");
        }
        if (tracing.on()) {
            // Before the other routes, whose own responses are traced, too.
            router.route().order(FIRST - 1).handler(request -> trace(request, tracing));
        }
        long maxBytes = config.limits().maxBodySize().orElseThrow().asLongValue();
        router.route().order(FIRST).handler(request -> begin(request, isStream(request) ? streams.maxBytes() : maxBytes))
                .failureHandler(this::fail);
        router.route(FriendsResource.PATH).order(FIRST + 1).handler(this::dispatch);
        router.route(FriendsResource.PATH).order(FIRST + 2).handler(this::readBody).failureHandler(this::fail);
        router.route().order(LAST).failureHandler(this::fail);
        KINDS.keySet().forEach(status -> router.errorHandler(status, request -> send(request, failure(status))));
    }

    private static void trace(RoutingContext request, Tracing tracing) {
        HttpServerRequest head = request.request();
        RequestSpan span = tracing.request(head.method().name(),
                FriendsResource.PATH.equals(head.path()) ? FriendsResource.PATH : null, head.headers());
        if (span != null) {
            request.addEndHandler(end -> {
                if (end.succeeded()) {
                    span.end(request.response().getStatusCode());
                } else {
                    span.cancel();
                }
            });
        }
        request.next();
    }

    private static void begin(RoutingContext request, long maxBytes) {
        if (isGone(request)) {
            return;
        }
        RequestContext.begin(request);
        if (request.request().decoderResult().cause() instanceof GatewayException invalid) {
            request.fail(invalid);
            return;
        }
        dropEmptyMediaTypes(request.request().headers());
        request.request().resume();
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > maxBytes) {
            request.fail(413);
        } else {
            request.next();
        }
    }

    // Empty list elements are legal and mean nothing, but the REST layer fails on them.
    private static void dropEmptyMediaTypes(MultiMap headers) {
        if (headers.contains(HttpHeaders.ACCEPT)) {
            String types = HeaderScanner.elements(headers.getAll(HttpHeaders.ACCEPT)).collect(Collectors.joining(","));
            headers.set(HttpHeaders.ACCEPT, types.isEmpty() ? "*/*" : types);
        }
    }

    private void dispatch(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            request.response().setStatusCode(204).putHeader("Allow", ALLOWED)
                    .putHeader(RequestContext.REQUEST_ID, RequestContext.of(request).requestId()).end();
        } else if (method.equals(HttpMethod.POST)) {
            authenticate(request);
        } else {
            request.fail(405);
        }
    }

    // The server starts pipelined requests even after the connection was closed.
    private static boolean isGone(RoutingContext request) {
        return !((ConnectionBase) request.request().connection()).channel().isActive();
    }

    // Streams end here, because the REST layer would wait for the whole body.
    private static boolean isStream(RoutingContext request) {
        return FriendsResource.PATH.equals(request.request().path()) && ContentTypes.isNdjson(request.request().headers());
    }

    private void readBody(RoutingContext request) {
        if (isGone(request)) {
            return;
        }
        if (BodyReader.hasUnknownExpectation(request)) {
            request.fail(417);
            return;
        }
        // The body may have broken off during authentication.
        if (LingeringClose.isDue(request.request().connection())) {
            request.fail(400);
        } else if (ContentTypes.isNdjson(request.request().headers())) {
            streams.begin(request);
        } else {
            ContentTypes.requireJson(request.request().headers());
            bodies.read(request);
        }
    }

    // Before the body is read, so that a refused caller need not send it.
    private void authenticate(RoutingContext request) {
        request.request().pause();
        authenticator.authenticate(request).subscribe().with(caller -> {
            RequestContext.setCaller(request, caller);
            request.next();
        }, refused -> {
            if (refused instanceof GatewayException cause && cause.failure().kind() == Kind.UNAUTHENTICATED) {
                refusedCallers.refused(cause.failure(), RequestContext.of(request));
            }
            request.request().resume();
            request.fail(refused);
        });
    }

    private void fail(RoutingContext request) {
        if (request.failure() instanceof IOException || request.failure() instanceof HttpClosedException) {
            LOG.debugf("Request %s ended with its connection", RequestContext.of(request).requestId());
            return;
        }
        if (request.failure() instanceof GatewayException refused) {
            send(request, withCertainty(refused.failure(), request));
            return;
        }
        if (request.failure() != null && kind(request.statusCode()) == Kind.INTERNAL_ERROR) {
            LOG.errorf(request.failure(), "Request %s failed", RequestContext.of(request).requestId());
        }
        send(request, failure(request.statusCode()));
    }

    // An earlier request with the same idempotency key may have imported friends; it was not looked up.
    private static Failure withCertainty(Failure failure, RoutingContext request) {
        return failure.kind() == Kind.OVERLOADED && request.request().headers().contains(FriendsResource.IDEMPOTENCY_KEY)
                ? failure.with(Certainty.UNKNOWN)
                : failure;
    }

    // The failure for an HTTP status of a request that never became an import.
    private static Failure failure(int status) {
        Kind kind = kind(status);
        return kind == Kind.INVALID_REQUEST
                ? Failure.invalid("must be a request that HTTP allows and the gateway expects")
                : Failure.of(kind);
    }

    private static Kind kind(int status) {
        // Such as 417, for an unknown expectation.
        return KINDS.getOrDefault(status, status / 100 == 4 ? Kind.INVALID_REQUEST : Kind.INTERNAL_ERROR);
    }

    private void send(RoutingContext request, Failure failure) {
        if (!request.response().headWritten()) {
            problem(failure, request).send(request.response());
        }
    }

    /**
     * Maps unknown paths, methods and media types of the REST layer. It accepts more spellings of a path than the routes do,
     * such as one with matrix parameters; these are not found.
     */
    @ServerExceptionMapper
    public RestResponse<ApiResponse> refused(WebApplicationException refusal, RoutingContext request) {
        int status = isImport(request) ? refusal.getResponse().getStatus() : 404;
        return problem(failure(status), request).toRest();
    }

    /** Maps anything else to an internal error, whose cause is logged and not shown to the caller. */
    @ServerExceptionMapper
    public RestResponse<ApiResponse> failed(Throwable cause, RoutingContext request) {
        LOG.errorf(cause, "Request %s failed", RequestContext.of(request).requestId());
        return problem(Failure.of(Kind.INTERNAL_ERROR), request).toRest();
    }

    // The problem document for a request that never became an import; counts it in the metrics.
    private ApiResponse problem(Failure failure, RoutingContext request) {
        if (isImport(request)) {
            meters.request(null, failure, false);
        }
        ApiResponse response = ApiResponse.problem(failure, RequestContext.of(request));
        if (failure.kind() == Kind.METHOD_NOT_ALLOWED) {
            response.headers.put("Allow", ALLOWED);
        }
        if (failure.kind() == Kind.UNSUPPORTED_MEDIA_TYPE) {
            response.headers.put("Accept-Encoding", "gzip");
        }
        return response;
    }

    // Whether a request is for the path of imports, in any spelling that the routes accept.
    private static boolean isImport(RoutingContext request) {
        return TRAILING_SLASHES.matcher(request.normalizedPath()).replaceFirst("").equals(FriendsResource.PATH);
    }
}
