package org.friendsgateway.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportOrder;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.ImportReport;
import org.friendsgateway.pipeline.PipelineConfig;
import org.jboss.resteasy.reactive.RestResponse;

/** The front door: JSON in, JSON out, nothing decided here. */
@Singleton
@Path(FriendsResource.PATH)
public final class FriendsResource {

    static final String PATH = "/friends/import";

    private final ImportPipeline pipeline;
    private final PipelineConfig config;
    private final Answers answers;
    private final ImportMeters meters;
    private final ImportLog log;

    FriendsResource(ImportPipeline pipeline, PipelineConfig config, Answers answers, ImportMeters meters, ImportLog log) {
        this.pipeline = pipeline;
        this.config = config;
        this.answers = answers;
        this.meters = meters;
        this.log = log;
    }

    /**
     * Imports friends into the list of one user.
     *
     * @param request its body was read by the {@link FrontDoor}; taking it from there keeps a large one off worker threads
     * @return 200, 207 or a problem document; never fails of anything that a caller or a vendor did
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({ MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE })
    public Uni<RestResponse<String>> importFriends(RoutingContext request) {
        Exchange exchange = Exchange.of(request);
        Preferences preferences = Preferences.of(request.request().headers().getAll("Prefer"), config);
        try {
            requireContentType(request);
            ImportRequest read = ImportRequest.parse(body(request), config.maxFriends());
            ImportOrder order = new ImportOrder(read.app(), read.friends(), read.violations(), preferences.patience(),
                    preferences.strict());
            return pipeline.run(order).map(report -> answer(report, read.friends().owner(), preferences, exchange));
        } catch (GatewayException refused) {
            return Uni.createFrom().item(answer(ImportReport.refused(refused.failure()), "", preferences, exchange));
        }
    }

    // The REST layer refuses a wrong type and lets a missing one pass.
    private static void requireContentType(RoutingContext request) {
        if (request.request().getHeader("Content-Type") == null) {
            throw Failure.of(Failure.Kind.UNSUPPORTED_MEDIA_TYPE).exception();
        }
    }

    private static byte[] body(RoutingContext request) {
        Buffer body = request.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private RestResponse<String> answer(ImportReport report, String userId, Preferences preferences, Exchange exchange) {
        Answer answer = answers.of(report, userId, preferences, exchange);
        meters.request(report.app(), report.failure(), !report.complete());
        if (report.app() != null && report.refusal() == null) {
            meters.overhead(report.app(), Answers.own(report, exchange));
        }
        log.ended(report, answer.status(), exchange);
        return answer.toRest();
    }
}
