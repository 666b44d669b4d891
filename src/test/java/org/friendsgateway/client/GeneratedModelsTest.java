package org.friendsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.failure.Failure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openapitools.client.ApiClient;
import org.openapitools.client.model.ErrorCode;
import org.openapitools.client.model.ImportResponse;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.Status;

/** What the generated Java client knows of a response. */
class GeneratedModelsTest {

    private static final ObjectMapper CLIENT = ApiClient.createDefaultObjectMapper();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<Path> golden() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "golden"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void haveEveryMemberOfTheGatewaysResponses(Path golden) throws IOException {
        JsonNode body = JSON.readTree(golden.toFile()).at("/body");
        Class<?> model = body.has("results") ? ImportResponse.class : Problem.class;

        Object read = CLIENT.treeToValue(body, model);

        ObjectNode written = (ObjectNode) JSON.readTree(CLIENT.writeValueAsString(read));
        // In the models an absent list is an empty one.
        written.properties().removeIf(member -> !body.has(member.getKey()) && member.getValue().isEmpty());
        assertThat(written).isEqualTo(body);
    }

    @Test
    void haveExactlyTheErrorCodesOfTheGateway() {
        assertThat(Arrays.stream(ErrorCode.values()).filter(code -> code != ErrorCode.UNKNOWN_DEFAULT_OPEN_API)
                .map(ErrorCode::getValue))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values()).map(Kind::code).toList());
    }

    @Test
    void readCodesAndMembersOfANewerGateway() throws IOException {
        ImportResponse response = CLIENT.readValue("""
                {"requestId":"r","app":"a","provider":"p","userId":"alice","new":{},"warnings":[],
                 "summary":{"total":1,"imported":0,"pending":0,"failed":1,"unknown":0,"new":1},
                 "results":[{"userId":"bob","status":"failed","new":[],
                   "error":{"code":"brand_new","message":"m","origin":"vendor","retryable":true,"new":null}}]}""",
                ImportResponse.class);

        assertThat(response.getResults()).singleElement().satisfies(result -> {
            assertThat(result.getStatus()).isEqualTo(Status.FAILED);
            assertThat(result.getError().getCode()).isEqualTo(ErrorCode.UNKNOWN_DEFAULT_OPEN_API);
            assertThat(result.getError().getRetryable()).isTrue();
        });
    }
}
