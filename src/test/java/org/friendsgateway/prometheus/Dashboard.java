package org.friendsgateway.prometheus;

import static org.friendsgateway.prometheus.Rules.elements;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** The shipped dashboard. */
final class Dashboard {

    private static final Path SHIPPED = Path.of("k8s", "base", "dashboard.json");

    private Dashboard() {
    }

    /** A query of a panel. */
    record Query(String name, String expression) {

        /** The query that Grafana sends when all values of its variables are selected. */
        String over(String window) {
            return expression.replace("$__rate_interval", window).replaceAll("\\$(namespace|provider|app)\\b", ".*");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static JsonNode read() {
        return Rules.read(SHIPPED);
    }

    static List<JsonNode> panels() {
        return elements(read().path("panels")).toList();
    }

    static Stream<Query> queries() {
        return panels().stream().flatMap(panel -> elements(panel.path("targets")).map(target -> new Query(
                panel.path("title").asText() + " " + target.path("refId").asText(), target.path("expr").asText())));
    }
}
