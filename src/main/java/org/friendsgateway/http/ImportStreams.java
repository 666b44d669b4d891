package org.friendsgateway.http;

import java.time.Duration;
import java.util.Set;

import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.app.AppRegistry;
import org.friendsgateway.bulk.BulkConfig;
import org.friendsgateway.bulk.BulkImports;
import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.PipelineConfig;
import org.friendsgateway.time.Scheduler;

/** The import endpoint for many users at once: checks the head of a request with a stream, and begins to read it. */
@Singleton
final class ImportStreams {

    final BulkImports imports;
    final BulkConfig config;
    final Scheduler scheduler;
    final ImportLog log;
    /** How long a line has, once it has begun. */
    final Duration timeout;
    final int maxFriends;
    final int maxLine;
    private final AppRegistry apps;
    private final RefusedCallerLog refusedCallers;

    ImportStreams(BulkImports imports, BulkConfig config, PipelineConfig single, VertxHttpConfig http, AppRegistry apps,
            Scheduler scheduler, ImportLog log, RefusedCallerLog refusedCallers) {
        this.imports = imports;
        this.config = config;
        this.scheduler = scheduler;
        this.log = log;
        this.timeout = single.defaultWait();
        this.maxFriends = single.maxFriends();
        this.maxLine = Math.toIntExact(http.limits().maxBodySize().orElseThrow().asLongValue());
        this.apps = apps;
        this.refusedCallers = refusedCallers;
    }

    /** The longest body in bytes, both as received and decoded. */
    long maxBytes() {
        return config.maxBodySize().asLongValue();
    }

    /**
     * Reads the stream of a request, whose body is paused, and answers it. Fails the request with a problem when it holds for
     * all of its lines and none was answered before.
     */
    void begin(RoutingContext request) {
        try {
            requireSomeApp(request);
            MultiMap headers = request.request().headers();
            StreamFormat format = requireFormat(headers);
            Preferences preferences = Preferences.ofStream(headers.getAll(FriendsResource.PREFER), config.maxWait());
            String key = FriendsResource.idempotencyKey(headers);
            LineReader lines = new LineReader(BodyReader.isGzip(headers), maxLine, maxBytes(), config.maxLines());
            new ImportStream(this, request, format, preferences, key, lines).start();
        } catch (GatewayException refused) {
            request.fail(refused);
        }
    }

    private void requireSomeApp(RoutingContext request) {
        RequestContext context = RequestContext.of(request);
        if (!hasSomeApp(context.caller())) {
            Failure refusal = Failure.of(Kind.FORBIDDEN);
            refusedCallers.refused(refusal, context);
            throw refusal.exception();
        }
    }

    private boolean hasSomeApp(Caller caller) {
        Set<String> names = caller.apps();
        return names == null || names.stream().anyMatch(name -> apps.named(name) != null);
    }

    private static StreamFormat requireFormat(MultiMap headers) {
        StreamFormat format = StreamFormat.preferred(headers);
        if (format == null) {
            throw Failure.of(Kind.NOT_ACCEPTABLE).exception();
        }
        return format;
    }
}
