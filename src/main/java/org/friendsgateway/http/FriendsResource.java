package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;
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
import org.friendsgateway.idempotency.IdempotencyStore.StoredResponse;
import org.friendsgateway.idempotency.IdempotentImports;
import org.friendsgateway.idempotency.IdempotentImports.Responses;
import org.friendsgateway.metrics.ImportMeters;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportPipeline;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.PipelineConfig;
import org.jspecify.annotations.Nullable;

/** The import endpoint: turns a request into an {@link ImportCommand} and its {@link ImportResult} into a response. */
@Singleton
@Path(FriendsResource.PATH)
public final class FriendsResource {

    static final String PATH = "/friends/import";
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");

    static final CharSequence PREFER = HttpHeaders.createOptimized("Prefer");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1,255}");

    private final ImportPipeline pipeline;
    private final IdempotentImports idempotent;
    private final PipelineConfig config;
    private final ImportMeters meters;
    private final ImportLog log;

    FriendsResource(ImportPipeline pipeline, IdempotentImports idempotent, PipelineConfig config, ImportMeters meters,
            ImportLog log) {
        this.pipeline = pipeline;
        this.idempotent = idempotent;
        this.config = config;
        this.meters = meters;
        this.log = log;
    }

    /**
     * Imports friends into the list of one user.
     *
     * @param request has the body that the {@link ApiRoutes} read; as a parameter of the REST layer, a large body would be read
     *        on a worker thread
     * @return 200, 207 or a problem document; fails on internal errors only
     */
    @POST
    @Produces({ MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE })
    public Uni<ApiResponse> importFriends(RoutingContext request) {
        RequestContext context = RequestContext.of(request);
        Preferences preferences = Preferences.of(request.request().headers().getAll(PREFER), config);
        return Uni.createFrom().deferred(() -> run(request, preferences, context))
                .onFailure(GatewayException.class).recoverWithItem(refused -> responses("", preferences, context)
                        .of(ImportResult.refused(refused.failure())));
    }

    private Uni<ApiResponse> run(RoutingContext request, Preferences preferences, RequestContext context) {
        Caller caller = context.caller();
        String key = idempotencyKey(request.request().headers());
        ImportBody body = Objects.requireNonNull(ImportBody.of(request));
        byte[] bytes = body.take();
        String bodySha256 = key == null ? "" : HashUtil.sha256(bytes);
        ImportRequest parsed = ImportRequest.parse(bytes, config.maxFriends(), body::reserveForParsing);
        ImportCommand command = new ImportCommand(caller, parsed.app(), parsed.friends(), parsed.violations(),
                preferences.timeout(), preferences.strict(), body.reserveFor(parsed.friends()));
        Responses<ApiResponse> responses = responses(parsed.friends().owner(), preferences, context);
        return key == null ? pipeline.run(command).map(responses::of)
                : idempotent.run(key, bodySha256, command, responses);
    }

    /** The idempotency key; null without one. Fails with {@code invalid_request} when it is malformed. */
    static @Nullable String idempotencyKey(MultiMap headers) {
        if (!headers.contains(IDEMPOTENCY_KEY)) {
            return null;
        }
        List<String> keys = headers.getAll(IDEMPOTENCY_KEY);
        if (keys.size() > 1 || !VISIBLE_ASCII.matcher(keys.get(0)).matches()) {
            // A JSON pointer cannot point to a header, so the message names it.
            throw Failure.invalid(
                    "must come with an Idempotency-Key of 1 to 255 visible ASCII characters, once, or with none").exception();
        }
        return keys.get(0);
    }

    /** Makes the responses to one request, and counts and logs those to an import. */
    private Responses<ApiResponse> responses(String userId, Preferences preferences, RequestContext context) {
        return new Responses<>() {

            @Override
            public ApiResponse of(ImportResult result) {
                ApiResponse response = ApiResponse.of(result, userId, preferences, context);
                meters.request(result.app(), result.failure(), !result.outcome().isComplete());
                if (result.app() != null && result.begun()) {
                    meters.overhead(result.app(), ApiResponse.gatewayTime(result, context));
                }
                log.ended(result, response.status, context);
                return response;
            }

            @Override
            public ApiResponse replay(StoredResponse stored, String app) {
                return ApiResponse.replay(stored, pipeline.quotaStatus(app, context.caller()), context);
            }

            @Override
            public StoredResponse toStored(ApiResponse response) {
                return new StoredResponse(response.status, new String(response.body, UTF_8));
            }
        };
    }
}
