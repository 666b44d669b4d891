package org.friendsgateway.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;

import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps the exceptions of the REST layer to problem documents. */
@Singleton
public final class ProblemExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ProblemExceptionMappers.class);

    private final ApiRoutes routes;

    ProblemExceptionMappers(ApiRoutes routes) {
        this.routes = routes;
    }

    /**
     * Unknown paths, methods and media types. The REST layer accepts more spellings of a path than the routes do, such as one
     * with matrix parameters; these are not found.
     */
    @ServerExceptionMapper
    public RestResponse<ApiResponse> refused(WebApplicationException refusal, RoutingContext request) {
        int status = ApiRoutes.isImport(request) ? refusal.getResponse().getStatus() : 404;
        return routes.problem(ApiRoutes.failure(status), request).toRest();
    }

    /** Anything else is an internal error, whose cause is logged and not shown to the caller. */
    @ServerExceptionMapper
    public RestResponse<ApiResponse> failed(Throwable cause, RoutingContext request) {
        LOG.errorf(cause, "Request %s failed", RequestContext.of(request).requestId());
        return routes.problem(Failure.of(Kind.INTERNAL_ERROR), request).toRest();
    }
}
