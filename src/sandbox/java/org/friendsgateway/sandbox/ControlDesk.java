package org.friendsgateway.sandbox;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroupFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What the tests of other processes ask of a sandbox, beside the vendor's own addresses:
 *
 * <pre>
 * POST   /sandbox/faults               orders a fault (see {@link FaultOrder}); 201
 * DELETE /sandbox/faults               204
 * PUT    /sandbox/latency              the delays from now on, in place of all that were (see {@link Latency#read}); 204
 * DELETE /sandbox/connections          closes all but the one that this comes over; 204
 * GET    /sandbox/friends/{user}       the ids, in the order of import
 * GET    /sandbox/friends/{user}/{id}  all that is stored of one friend
 * GET    /sandbox/counters             {@code
 * latestMs
 * } is by how much the sandbox was late, at most, to judge a call
 * DELETE /sandbox/credentials          makes signatures or tokens of the past invalid; 204
 * DELETE /sandbox/state                forgets friends, counters and faults; 204
 * </pre>
 */
final class ControlDesk {

    static final int BODY_LIMIT = 1 << 20;

    private static final String ROOT = "/sandbox/";

    private final Backstage backstage;

    ControlDesk(Backstage backstage) {
        this.backstage = backstage;
    }

    static boolean isFor(HttpServerRequest http) {
        return ReceivedRequest.pathOf(http).startsWith(ROOT);
    }

    void serve(HttpServerRequest http, ReceivedRequest request) {
        try {
            route(http, request);
        } catch (IllegalArgumentException wrong) {
            new Delivery(http).text(400, String.valueOf(wrong.getMessage()));
        }
    }

    private void route(HttpServerRequest http, ReceivedRequest request) {
        List<String> path = QueryString.segments(request.path());
        String what = request.method() + " " + path.get(1) + (path.size() > 2 ? "/" + (path.size() - 2) : "");
        switch (what) {
            case "POST faults" -> order(http, request);
            case "PUT latency" -> done(http, () -> backstage.setLatency(Latency.read(body(request))));
            case "DELETE faults" -> done(http, backstage.faults()::clear);
            case "DELETE connections" -> done(http, () -> closeAllBut(http.connection()));
            case "DELETE credentials" -> done(http, backstage.vendor()::revokeCredentials);
            case "DELETE state" -> done(http, backstage::forgetEverything);
            case "GET counters" -> counters(http);
            case "GET friends/1" -> json(http, 200, Json.array(backstage.vendor().friendsOf(path.get(2))));
            case "GET friends/2" -> backstage.vendor().friendJson(path.get(2), path.get(3)).ifPresentOrElse(
                    friend -> json(http, 200, friend), () -> new Delivery(http).text(404, "no such friend"));
            default -> new Delivery(http).text(404, "the sandbox knows no " + request.method() + " " + request.path());
        }
    }

    private void order(HttpServerRequest http, ReceivedRequest request) {
        backstage.faults().add(FaultOrder.read(body(request)));
        json(http, 201, Json.object().put("faultsWaiting", backstage.faults().waiting()));
    }

    private static JsonNode body(ReceivedRequest request) {
        return Json.read(request.body().getBytes()).orElseThrow(() -> new IllegalArgumentException("the order is no JSON"));
    }

    private void counters(HttpServerRequest http) {
        json(http, 200, backstage.traffic().counters()
                .put("friends", backstage.vendor().friendsStored())
                .put("faultsWaiting", backstage.faults().waiting()));
    }

    private void closeAllBut(HttpConnection one) {
        Channel spared = ((ConnectionBase) one).channel();
        ChannelGroupFuture unused = backstage.connections().close(connection -> connection != spared);
    }

    private static void done(HttpServerRequest http, Runnable deed) {
        deed.run();
        http.response().setStatusCode(204).end();
    }

    private static void json(HttpServerRequest http, int status, JsonNode body) {
        http.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(Json.write(body));
    }
}
