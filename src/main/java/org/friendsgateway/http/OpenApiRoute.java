package org.friendsgateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Serves the prepared OpenAPI document in production: generating it took a tenth of the start. In dev mode and tests the
 * framework generates the same from {@code META-INF/openapi.yaml} and {@link OpenApiErrorFilter}.
 */
@IfBuildProfile("prod")
@Singleton
final class OpenApiRoute {

    private static final String PATH = "/q/openapi";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    void addRoutes(@Observes ManagementInterface management) {
        for (String suffix : new String[] { "", ".json", ".yaml", ".yml" }) {
            management.router().route(PATH + suffix).method(HttpMethod.GET).method(HttpMethod.HEAD)
                    .blockingHandler(Unchecked.consumer(OpenApiRoute::serve)::accept, false);
        }
    }

    private static void serve(RoutingContext request) throws IOException {
        boolean json = wantsJson(request);
        request.response().putHeader("Content-Type", (json ? JSON : YAML) + ";charset=UTF-8")
                .end(read(json ? "/openapi.json" : "/openapi.yaml"));
    }

    private static boolean wantsJson(RoutingContext request) {
        if (!request.normalizedPath().equals(PATH)) {
            return request.normalizedPath().endsWith(".json");
        }
        String accepted = Objects.requireNonNullElse(request.request().getHeader("Accept"), "");
        return accepted.contains(JSON) || "json".equalsIgnoreCase(request.request().getParam("format"));
    }

    private static Buffer read(String resource) throws IOException {
        try (InputStream document = Objects.requireNonNull(OpenApiRoute.class.getResourceAsStream(resource))) {
            return Buffer.buffer(document.readAllBytes());
        }
    }
}
