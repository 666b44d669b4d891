package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.post;

import java.util.List;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The request schema of the OpenAPI document accepts the same as the gateway. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class RequestSchemaTest {

    private final ApiDescription api = ApiDescription.served();

    @Test
    void requiresTheSameFields() {
        List<String> fields = api.fields("ImportRequest").stream().filter(field -> !field.equals("app")).toList();

        assertThat(fields).hasSize(3).allSatisfy(field -> checkAgreement(without("", field), "/" + field));
        assertThat(api.fields("Friend")).allSatisfy(field -> checkAgreement(without("/friends/0", field),
                "/friends/0/" + field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /userId               | ""
            /userId               | " "
            /userId               | 7
            /app                  | 7
            /friends              | []
            /friends              | {}
            /notify               | "yes"
            /user                 | "alice"
            /friends/0            | "bob"
            /friends/0/userId     | " "
            /friends/0/userId     | {}
            /friends/0/remark     | 1
            /friends/0/remark     | ""
            /friends/0/remarkedAt | "yesterday"
            /friends/0/remarkedAt | 1420000001
            /friends/0/addedAt    | "2014-12-31T04:26:41"
            /friends/0/addedAt    | "2014-12-31T12:26:41.5+08:00"
            /friends/0/groups     | "all"
            /friends/0/groups     | [1]
            /friends/0/groups     | []
            /friends/0/source     | []
            /friends/0/message    | 1
            /friends/0/attributes | []
            /friends/0/attributes | {}
            /friends/0/attributes | {"Tag_SNS_a":1.5}
            /friends/0/attributes | {"Tag_SNS_a":15.0}
            /friends/0/attributes | {"Tag_SNS_a":1e3}
            /friends/0/attributes | {"Tag_SNS_a":true}
            /friends/0/attributes | {"Tag_SNS_a":{}}
            /friends/0/attributes | {"Tag_SNS_a":-9223372036854775808}
            /friends/0/attributes | {"Tag_SNS_a":9223372036854775808}
            /friends/0/nick       | "B"
            """)
    void acceptsTheSameValues(String pointer, String value) {
        JsonPointer place = JsonPointer.compile(pointer);
        ObjectNode body = request();
        JsonNode parent = body.at(place.head());
        if (parent instanceof ObjectNode object) {
            object.set(place.last().getMatchingProperty(), ApiCaller.json(value));
        } else {
            ((ArrayNode) parent).set(0, ApiCaller.json(value));
        }

        checkAgreement(body, pointer);
    }

    private void checkAgreement(JsonNode body, String pointer) {
        Reply reply = post(body);

        boolean accepted = reply.status() == 200;
        assertThat(accepted).as(body + " " + reply.json()).isEqualTo(api.allowsRequest(body));
        assertThat(accepted || reply.at("/violations/0/pointer").startsWith(pointer)).as(reply.json().toString()).isTrue();
    }

    private ObjectNode without(String parent, String field) {
        ObjectNode body = request();
        ((ObjectNode) body.at(parent)).remove(field);
        return body;
    }

    private ObjectNode request() {
        return api.examples().get("tencent-request").deepCopy();
    }
}
