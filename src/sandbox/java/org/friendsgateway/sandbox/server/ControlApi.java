package org.friendsgateway.sandbox.server;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroupFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

import org.friendsgateway.sandbox.fault.FaultParser;
import org.friendsgateway.sandbox.wire.StrictJson;
import org.friendsgateway.sandbox.wire.StrictUrl;

/**
 * Controls a simulated vendor from other processes:
 *
 * <pre>
 * POST   /sandbox/faults               adds a fault (see {@link FaultParser}); 201
 * DELETE /sandbox/faults               204
 * PUT    /sandbox/latency              replaces all delays (see {@link Latency#parse}); 204
 * DELETE /sandbox/connections          closes all connections but the request's own; 204
 * GET    /sandbox/friends/{user}       the friends' ids in the order of import
 * GET    /sandbox/friends/{user}/{id}  everything stored about one friend
 * GET    /sandbox/counters             {@code
 * latestMs
 * } is the longest delay between a call's arrival and its processing
 *                                      that the sandbox did not intend
 * DELETE /sandbox/credentials          invalidates all signatures or tokens issued so far; 204
 * DELETE /sandbox/state                removes friends, counters and faults; 204
 * </pre>
 */
final class ControlApi {

    static final int MAX_BODY_BYTES = 1 << 20;
    private static final String ROOT = "/sandbox/";

    private final SandboxContext context;

    ControlApi(SandboxContext context) {
        this.context = context;
    }

    static boolean handles(HttpServerRequest http) {
        return ReceivedRequest.pathOf(http).startsWith(ROOT);
    }

    void handle(HttpServerRequest http, ReceivedRequest request) {
        try {
            route(http, request);
        } catch (IllegalArgumentException invalid) {
            new ResponseWriter(http).text(400, String.valueOf(invalid.getMessage()));
        }
    }

    private void route(HttpServerRequest http, ReceivedRequest request) {
        List<String> path = StrictUrl.segments(request.path());
        String route = request.method() + " " + path.get(1) + (path.size() > 2 ? "/" + (path.size() - 2) : "");
        switch (route) {
            case "POST faults" -> addFault(http, request);
            case "PUT latency" -> noContent(http, () -> context.setLatency(Latency.parse(body(request))));
            case "DELETE faults" -> noContent(http, context.faults()::clear);
            case "DELETE connections" -> noContent(http, () -> closeOtherConnections(http.connection()));
            case "DELETE credentials" -> noContent(http, context.vendor()::revokeCredentials);
            case "DELETE state" -> noContent(http, context::reset);
            case "GET counters" -> counters(http);
            case "GET friends/1" -> json(http, 200, StrictJson.array(context.vendor().friendsOf(path.get(2))));
            case "GET friends/2" -> context.vendor().friendJson(path.get(2), path.get(3)).ifPresentOrElse(
                    friend -> json(http, 200, friend), () -> new ResponseWriter(http).text(404, "no such friend"));
            default -> new ResponseWriter(http).text(404, "the sandbox knows no " + request.method() + " " + request.path());
        }
    }

    private void addFault(HttpServerRequest http, ReceivedRequest request) {
        context.faults().add(FaultParser.parse(body(request)));
        json(http, 201, StrictJson.object().put("faultsWaiting", context.faults().waiting()));
    }

    private static JsonNode body(ReceivedRequest request) {
        return StrictJson.read(request.body().getBytes())
                .orElseThrow(() -> new IllegalArgumentException("the order is no JSON"));
    }

    private void counters(HttpServerRequest http) {
        json(http, 200, context.requestLog().counters()
                .put("friends", context.vendor().friendsStored())
                .put("faultsWaiting", context.faults().waiting()));
    }

    private void closeOtherConnections(HttpConnection own) {
        Channel spared = ((ConnectionBase) own).channel();
        ChannelGroupFuture unused = context.openConnections().close(connection -> connection != spared);
    }

    private static void noContent(HttpServerRequest http, Runnable action) {
        action.run();
        http.response().setStatusCode(204).end();
    }

    private static void json(HttpServerRequest http, int status, JsonNode body) {
        http.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(StrictJson.write(body));
    }
}
