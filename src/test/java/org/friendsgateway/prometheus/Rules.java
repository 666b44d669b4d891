package org.friendsgateway.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The shipped Prometheus rules. */
final class Rules {

    private static final Path SHIPPED = Path.of("k8s", "base", "prometheus-rules.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    private Rules() {
    }

    /** The recording rules. */
    static List<JsonNode> recordings() {
        return all("record").toList();
    }

    static List<JsonNode> alerts() {
        return all("alert").toList();
    }

    static List<String> alertNames() {
        return alerts().stream().map(rule -> rule.path("alert").asText()).toList();
    }

    private static Stream<JsonNode> all(String kind) {
        return elements(spec().path("groups")).flatMap(group -> elements(group.path("rules"))).filter(rule -> rule.has(kind));
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Writes the rules as Prometheus reads them: the {@code spec} of the Kubernetes resource. */
    static Path writeTo(Path folder, UnaryOperator<String> change) {
        return write(folder.resolve("rules.yaml"), change.apply(spec().toString()));
    }

    /** Writes a file of recording rules for queries, so that promtool can check them. */
    static Path recording(Collection<String> queries, Path folder) {
        ObjectNode file = YAML.createObjectNode();
        ObjectNode group = file.putArray("groups").addObject().put("name", "queries");
        queries.forEach(query -> group.withArray("rules").addObject().put("record", "query" + group.get("rules").size())
                .put("expr", query));
        return write(folder.resolve("queries.yaml"), file.toString());
    }

    // JSON is valid YAML.
    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static JsonNode spec() {
        return read(SHIPPED).path("spec");
    }

    /** Reads a file of JSON or YAML. */
    static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
