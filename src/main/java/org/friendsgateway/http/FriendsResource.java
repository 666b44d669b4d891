package org.friendsgateway.http;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.PipelineConfig;
import org.jspecify.annotations.Nullable;

/** The front door: JSON in, JSON out, nothing decided here. */
@Singleton
@Path(FriendsResource.PATH)
public final class FriendsResource {

    static final String PATH = "/friends/import";
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");

    private static final CharSequence PREFER = HttpHeaders.createOptimized("Prefer");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1,255}");

    private final ImportPipeline pipeline;
    private final IdempotentImports idempotent;
    private final PipelineConfig config;
    private final Answers answers;
    private final ImportMeters meters;
    private final ImportLog log;

    FriendsResource(ImportPipeline pipeline, IdempotentImports idempotent, PipelineConfig config, Answers answers,
            ImportMeters meters, ImportLog log) {
        this.pipeline = pipeline;
        this.idempotent = idempotent;
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
    @Produces({ MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE })
    public Uni<Answer> importFriends(RoutingContext request) {
        Exchange exchange = Exchange.of(request);
        Preferences preferences = Preferences.of(request.request().headers().getAll(PREFER), config);
        return Uni.createFrom().deferred(() -> run(request, preferences, exchange))
                .onFailure(GatewayException.class).recoverWithItem(refused -> answer(
                        ImportResult.refused(refused.failure()), "", preferences, exchange));
    }

    private Uni<Answer> run(RoutingContext request, Preferences preferences, Exchange exchange) {
        Caller caller = exchange.caller();
        String key = idempotencyKey(request.request().headers());
        ImportBody body = Objects.requireNonNull(ImportBody.of(request));
        byte[] bytes = body.take();
        String bodySha256 = key == null ? "" : HashUtil.sha256(bytes);
        ImportRequest read = ImportRequest.parse(bytes, config.maxFriends(), body::parsing);
        ImportCommand order = new ImportCommand(caller, read.app(), read.friends(), read.violations(),
                preferences.patience(), preferences.strict()).withMemory(body.parsed(read.friends()));
        Function<ImportResult, Answer> answer = report -> answer(report, read.friends().owner(), preferences, exchange);
        return key == null ? pipeline.run(order).map(answer)
                : idempotent.run(new IdempotentImports.Request(caller.name(), key, bodySha256), order, answer,
                        (kept, app) -> answers.again(kept, pipeline.quotaStatus(app, caller), exchange));
    }

    private static @Nullable String idempotencyKey(MultiMap headers) {
        if (!headers.contains(IDEMPOTENCY_KEY)) {
            return null;
        }
        List<String> keys = headers.getAll(IDEMPOTENCY_KEY);
        if (keys.size() > 1 || !VISIBLE_ASCII.matcher(keys.get(0)).matches()) {
            // A pointer leads into the body only, so the message names the header.
            throw Failure.invalid(List.of(new Violation("",
                    "must come with an Idempotency-Key of 1 to 255 visible ASCII characters, once, or with none"))).exception();
        }
        return keys.get(0);
    }

    private Answer answer(ImportResult report, String userId, Preferences preferences, Exchange exchange) {
        Answer answer = answers.of(report, userId, preferences, exchange);
        meters.request(report.app(), report.failure(), !report.outcome().isComplete());
        if (report.app() != null && report.begun()) {
            meters.overhead(report.app(), Answers.own(report, exchange));
        }
        log.ended(report, answer.status(), exchange);
        return answer;
    }
}
