package org.friendsgateway.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;

import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the REST layer refuses, and what fails inside it, as problem documents. */
@Singleton
public final class ProblemExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ProblemExceptionMappers.class);

    private final ApiRoutes door;

    ProblemExceptionMappers(ApiRoutes door) {
        this.door = door;
    }

    /**
     * Paths, methods and media types that are not served. The REST layer knows more spellings of the path than the front door,
     * such as one with matrix parameters; there is nothing at these.
     */
    @ServerExceptionMapper
    public RestResponse<ApiResponse> refused(WebApplicationException refusal, RoutingContext request) {
        int status = ApiRoutes.isImport(request) ? refusal.getResponse().getStatus() : 404;
        return door.problem(ApiRoutes.failure(status), request);
    }

    /** Anything else is the gateway's own failure; the caller is told no more than that. */
    @ServerExceptionMapper
    public RestResponse<ApiResponse> failed(Throwable cause, RoutingContext request) {
        LOG.errorf(cause, "Request %s failed", RequestContext.of(request).requestId());
        return door.problem(Failure.of(Kind.INTERNAL_ERROR), request);
    }
}
