package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import org.friendsgateway.ApiCaller;

/** The OpenAPI document that the gateway serves, and checks of requests and responses against it. */
final class ApiDescription {

    private static final Set<String> TRANSPORT_HEADERS = Set.of("content-length", "date", "connection", "transfer-encoding",
            "content-type", "upgrade");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig WITH_FORMATS = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true)
            .build();

    private final JsonNode document;
    private final JsonNode strict;

    private ApiDescription(JsonNode document) {
        this.document = document;
        this.strict = closed(document.deepCopy());
    }

    static ApiDescription served() {
        return new ApiDescription(ApiCaller.json(ApiCaller.manage("/q/openapi?format=json").body()));
    }

    // Response schemas are open for later additions, but every member that this version sends must be described.
    private static JsonNode closed(JsonNode document) {
        for (JsonNode schema : document.at("/components/schemas")) {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        }
        return document;
    }

    String text() {
        return document.toString();
    }

    /** The described responses to an import, by status. */
    JsonNode responses() {
        return document.at("/paths/~1friends~1import/post/responses");
    }

    /** The status, origin and retryability of each error code. */
    JsonNode errors() {
        return document.at("/components/schemas/ErrorCode/x-errors");
    }

    List<String> codes() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/ErrorCode/enum").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    /** The names of the fields of a schema. */
    Set<String> fields(String schema) {
        Set<String> fields = new TreeSet<>();
        document.at("/components/schemas/" + schema + "/properties").fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    /** The examples of requests and responses, by name. */
    Map<String, JsonNode> examples() {
        Map<String, JsonNode> examples = new TreeMap<>();
        document.at("/components/examples").properties()
                .forEach(example -> examples.put(example.getKey(), example.getValue().at("/value")));
        return examples;
    }

    /** Whether the schema of a request allows {@code value}. */
    boolean allowsRequest(JsonNode value) {
        return broken(document, "#/components/schemas/ImportRequest", value).isEmpty();
    }

    /** Checks that the schema of that name describes {@code value} with every member. */
    void check(String schema, JsonNode value) {
        assertThat(broken(strict, "#/components/schemas/" + schema, value)).as(value.toPrettyString()).isEmpty();
    }

    /** Checks that the status, every header and every member of a response is described; header names are in lower case. */
    void check(int status, Map<String, String> headers, JsonNode body) {
        JsonNode response = responses().path(Integer.toString(status));
        assertThat(response.isMissingNode()).as("a response " + status + " is not described").isFalse();
        checkHeaders(response.at("/headers"), headers);
        String schema = response.at("/content").path(headers.get("content-type")).at("/schema/$ref").asText();
        assertThat(schema).as(headers.get("content-type")).isNotEmpty();
        assertThat(broken(strict, schema, body)).as(body.toPrettyString()).isEmpty();
        body.findParents("retryable").forEach(this::checkError);
        if (body.has("code")) {
            assertThat(errors().path(body.at("/code").asText()).path("status").asInt()).isEqualTo(status);
            assertThat(headers.containsKey("retry-after")).isEqualTo(body.at("/retryable").asBoolean());
        }
    }

    private void checkError(JsonNode error) {
        JsonNode described = errors().path(error.at("/code").asText());
        assertThat(described.path("origin")).isEqualTo(error.at("/origin"));
        assertThat(described.path("retryable")).isEqualTo(error.at("/retryable"));
    }

    private void checkHeaders(JsonNode described, Map<String, String> sent) {
        Map<String, JsonNode> headers = new TreeMap<>();
        described.properties().forEach(
                header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), resolved(header.getValue())));
        assertThat(sent.keySet()).filteredOn(name -> !TRANSPORT_HEADERS.contains(name)).isSubsetOf(headers.keySet());
        assertThat(headers).allSatisfy((name, header) -> assertThat(sent.containsKey(name)
                || !header.path("required").asBoolean()).isTrue());
        sent.keySet().stream().filter(headers::containsKey)
                .forEach(name -> checkHeader(name, headers.get(name).at("/schema"), sent.get(name)));
    }

    private static void checkHeader(String name, JsonNode schema, String value) {
        JsonNode typed = schema.at("/type").asText().equals("integer") ? IntNode.valueOf(Integer.parseInt(value))
                : TextNode.valueOf(value);
        assertThat(SCHEMAS.getSchema(schema, WITH_FORMATS).validate(typed)).as(name + ": " + value).isEmpty();
    }

    private static Set<ValidationMessage> broken(JsonNode document, String schema, JsonNode value) {
        ObjectNode whole = document.deepCopy();
        return SCHEMAS.getSchema(whole.put("$ref", schema), WITH_FORMATS).validate(value);
    }

    private JsonNode resolved(JsonNode reference) {
        return reference.has("$ref") ? document.at(reference.at("/$ref").asText().substring(1)) : reference;
    }
}
