package org.friendsgateway.metrics;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;

/**
 * Serves OpenMetrics, which has exemplars, to every client that accepts it, whatever its weight. The framework prefers plain
 * text when a client accepts both, as Prometheus does, and answers 406 to clients that accept OpenMetrics alone.
 */
@Singleton
@SuppressWarnings("deprecation") // The registry is the one that the framework has
final class OpenMetrics {

    private static final String PATH = "/q/metrics";
    private static final Pattern OPEN_METRICS = type("application/openmetrics-text");
    private static final Pattern TEXT = type("text/(?:plain|html|\\*)");
    private static final Pattern ANY = type("(?:application|\\*)/\\*");
    private static final Pattern WEIGHT_ZERO = Pattern.compile("(?i);\\s*q\\s*=\\s*0(?:\\.0*)?\\s*(?:;|$)");

    private final PrometheusMeterRegistry registry;

    OpenMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    private static Pattern type(String name) {
        return Pattern.compile("(?i)(?:^|,)\\s*" + name + "\\s*(;[^,]*)?(?=,|$)");
    }

    void serve(@Observes ManagementInterface management) {
        management.router().get(PATH).order(Integer.MIN_VALUE).blockingHandler(this::serve, false);
    }

    private void serve(RoutingContext request) {
        String type = accepts(request.request().headers().getAll("Accept")) ? TextFormat.CONTENT_TYPE_OPENMETRICS_100
                : TextFormat.CONTENT_TYPE_004;
        request.response().putHeader("Content-Type", type).end(registry.scrape(type));
    }

    // A client that names text but not OpenMetrics may not understand it, even if it accepts */*.
    private static boolean accepts(List<String> headers) {
        String accepted = String.join(",", headers).strip();
        if (accepted.isEmpty()) {
            return true;
        }
        return OPEN_METRICS.matcher(accepted).find() ? isWanted(OPEN_METRICS, accepted)
                : !isWanted(TEXT, accepted) && isWanted(ANY, accepted);
    }

    private static boolean isWanted(Pattern type, String accepted) {
        return type.matcher(accepted).results().map((MatchResult found) -> found.group(1))
                .anyMatch(parameters -> parameters == null || !WEIGHT_ZERO.matcher(parameters).find());
    }
}
