package org.friendsgateway.http;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
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
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** What comes before and after any resource: the request's id, its body within bounds, and a problem for what is amiss. */
@Singleton
final class ApiRoutes {

    private static final Logger LOG = Logger.getLogger(ApiRoutes.class);

    // Before Quarkus's own check of the length, which answers with an empty body.
    private static final int FIRST = -100;
    private static final int LAST = Integer.MAX_VALUE - 1;

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");
    private static final Map<Integer, Kind> KINDS = Map.of(400, Kind.INVALID_REQUEST, 404, Kind.NOT_FOUND,
            405, Kind.METHOD_NOT_ALLOWED, 406, Kind.NOT_ACCEPTABLE, 413, Kind.PAYLOAD_TOO_LARGE,
            415, Kind.UNSUPPORTED_MEDIA_TYPE);
    private static final String ALLOWED = "OPTIONS, POST";

    private final Authenticator authenticator;
    private final ApiResponses answers;
    private final ImportMeters meters;
    private final RefusedCallerLog refusedCallers;
    private final BodyReader bodies;

    ApiRoutes(Authenticator authenticator, ApiResponses answers, ImportMeters meters, RefusedCallerLog refusedCallers,
            BodyReader bodies) {
        this.authenticator = authenticator;
        this.answers = answers;
        this.meters = meters;
        this.refusedCallers = refusedCallers;
        this.bodies = bodies;
    }

    void open(@Observes Router router, VertxHttpConfig config, PipelineConfig pipeline) {
        if (pipeline.defaultWait().compareTo(pipeline.maxWait()) > 0) {
            throw new DeploymentException("gateway.default-wait must not be longer than gateway.max-wait");
        }
        if (config.idleTimeout().compareTo(pipeline.maxWait()) <= 0) {
            throw new DeploymentException("quarkus.http.idle-timeout must be longer than gateway.max-wait, or callers who wait"
                    + " lose their connections");
        }
        long longest = config.limits().maxBodySize().orElseThrow().asLongValue();
        router.route().order(FIRST).handler(request -> begin(request, longest)).failureHandler(this::failed);
        router.route(FriendsResource.PATH).order(FIRST + 1).handler(this::enter);
        router.route(FriendsResource.PATH).order(FIRST + 2).handler(this::readBody).failureHandler(this::failed);
        router.route().order(LAST).failureHandler(this::failed);
        KINDS.keySet().forEach(status -> router.errorHandler(status, request -> answer(request, failure(status))));
    }

    private static void begin(RoutingContext request, long longest) {
        if (isGone(request)) {
            return;
        }
        RequestContext.begin(request);
        if (request.request().decoderResult().cause() instanceof GatewayException unreadable) {
            request.fail(unreadable);
            return;
        }
        dropEmptyMediaTypes(request.request().headers());
        request.request().resume();
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > longest) {
            request.fail(413);
        } else {
            request.next();
        }
    }

    // They are legal, and mean nothing; the REST layer fails of them.
    private static void dropEmptyMediaTypes(MultiMap headers) {
        if (headers.contains(HttpHeaders.ACCEPT)) {
            String types = headers.getAll(HttpHeaders.ACCEPT).stream().flatMap(COMMA::splitAsStream)
                    .map(String::strip).filter(type -> !type.isEmpty()).collect(Collectors.joining(","));
            headers.set(HttpHeaders.ACCEPT, types.isEmpty() ? "*/*" : types);
        }
    }

    private void enter(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            request.response().setStatusCode(204).putHeader("Allow", ALLOWED)
                    .putHeader(RequestContext.REQUEST_ID, RequestContext.of(request).requestId()).end();
        } else if (method.equals(HttpMethod.POST)) {
            admit(request);
        } else {
            request.fail(405);
        }
    }

    // The server begins requests that were pipelined although the connection is closed by then.
    private static boolean isGone(RoutingContext request) {
        return !((ConnectionBase) request.request().connection()).channel().isActive();
    }

    private void readBody(RoutingContext request) {
        if (isGone(request)) {
            return;
        }
        // It may have broken off while its caller was being admitted.
        if (LingeringClose.isDue(request.request().connection())) {
            request.fail(400);
        } else {
            ContentTypes.requireJson(request.request().headers());
            bodies.read(request);
        }
    }

    // Before the body is read: who may not call need not send it.
    private void admit(RoutingContext request) {
        request.request().pause();
        authenticator.authenticate(request).subscribe().with(caller -> {
            RequestContext.admit(request, caller);
            request.next();
        }, refused -> {
            if (refused instanceof GatewayException why && why.failure().kind() == Kind.UNAUTHENTICATED) {
                refusedCallers.refused(why.failure(), RequestContext.of(request));
            }
            request.request().resume();
            request.fail(refused);
        });
    }

    private void failed(RoutingContext request) {
        if (request.failure() instanceof IOException || request.failure() instanceof HttpClosedException) {
            LOG.debugf("Request %s ended with its connection", RequestContext.of(request).requestId());
            return;
        }
        if (request.failure() instanceof GatewayException refused) {
            answer(request, certain(refused.failure(), request));
            return;
        }
        if (request.failure() != null && kind(request.statusCode()) == Kind.INTERNAL_ERROR) {
            LOG.errorf(request.failure(), "Request %s failed", RequestContext.of(request).requestId());
        }
        answer(request, failure(request.statusCode()));
    }

    // It was not looked up whether a request with this key may have imported before.
    private static Failure certain(Failure failure, RoutingContext request) {
        return failure.kind() == Kind.OVERLOADED && request.request().headers().contains(FriendsResource.IDEMPOTENCY_KEY)
                ? failure.with(Certainty.UNKNOWN)
                : failure;
    }

    /** Why a request that never became an import is answered with a status. */
    static Failure failure(int status) {
        Kind kind = kind(status);
        return kind == Kind.INVALID_REQUEST
                ? RequestHeadValidator.invalid("must be a request that HTTP allows and the gateway expects")
                : Failure.of(kind);
    }

    private static Kind kind(int status) {
        // Such as 417, by which an expectation is refused that nobody knows.
        return KINDS.getOrDefault(status, status / 100 == 4 ? Kind.INVALID_REQUEST : Kind.INTERNAL_ERROR);
    }

    private void answer(RoutingContext request, Failure failure) {
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            counted(request, failure).send(response);
        }
    }

    /** The problem for a request that never became an import. */
    RestResponse<ApiResponse> problem(Failure failure, RoutingContext request) {
        return counted(request, failure).toRest();
    }

    private ApiResponse counted(RoutingContext request, Failure failure) {
        if (isImport(request)) {
            meters.request(null, failure, false);
        }
        ApiResponse answer = answers.of(failure, RequestContext.of(request));
        if (failure.kind() == Kind.METHOD_NOT_ALLOWED) {
            answer.headers().put("Allow", ALLOWED);
        }
        if (failure.kind() == Kind.UNSUPPORTED_MEDIA_TYPE) {
            answer.headers().put("Accept-Encoding", "gzip");
        }
        return answer;
    }

    /** Whether a request is for the one path that there is, in whatever spelling the routes take for it. */
    static boolean isImport(RoutingContext request) {
        return TRAILING_SLASHES.matcher(request.normalizedPath()).replaceFirst("").equals(FriendsResource.PATH);
    }
}
