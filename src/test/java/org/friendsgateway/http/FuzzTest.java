package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;
import org.friendsgateway.Problems;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Randomly mutated bodies. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class FuzzTest {

    private static final int BODIES_PER_SEED = 50;

    private static final String VALID = """
            { "app": "%s", "userId": "fuzz-%d", "notify": false, "friends": [
              { "userId": "bob", "remark": "Bobby", "remarkedAt": "2014-12-31T04:26:41Z", "groups": ["同事", "朋友"],
                "source": "Invite", "message": "I'm Bob", "addedAt": "2014-12-31T04:26:41Z",
                "attributes": { "Tag_SNS_Custom_Level": 0, "Tag_SNS_Custom_Nick": "B" } },
              { "userId": "carl" } ] }
            """;

    private static final List<String> VALUES = List.of("null", "true", "0", "-1", "1.5", "1e400", "99999999999999999999",
            "15.0", "1e999999999",
            "\"\"",
            "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\uffff\"", "\"../..\"", "\"a?b#c%00\"", "[]", "{}",
            "[[]]", "[null]", "[\"a\",1]", "{\"a\":{\"b\":[]}}", "{\"Tag_SNS_x\":1e5}", "\"2014-13-41T25:61:61Z\"",
            "\"+1000000000-12-31T23:59:59Z\"", "\"-999999999-01-01T00:00:00+18:00\"", "\"%s\"".formatted("x".repeat(5000)));

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void answersAnyBodyInItsOneForm(long seed) {
        Random random = new Random(seed);

        for (int i = 0; i < BODIES_PER_SEED; i++) {
            byte[] body = mutated(VALID.formatted(random.nextBoolean() ? "chat-cn" : "chat-ease", seed), random);
            Reply reply = ApiCaller.send(ApiCaller.request("POST", "/friends/import", BodyPublishers.ofByteArray(body)));

            assertThat(reply.status()).as("seed %d, body %d: %s%n%s", seed, i, new String(body, UTF_8), reply.json())
                    .isIn(200, 207, 400, 404);
            if (reply.status() >= 300) {
                Problems.check(reply);
                assertThat(reply.at("/origin")).as(new String(body, UTF_8)).isEqualTo("caller");
            }
        }
    }

    private static byte[] mutated(String valid, Random random) {
        return random.nextBoolean() ? ofOtherValues(ApiCaller.json(valid), random).toString().getBytes(UTF_8)
                : ofOtherBytes(valid.getBytes(UTF_8), random);
    }

    private static JsonNode ofOtherValues(JsonNode json, Random random) {
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            List<ContainerNode<?>> containers = new ArrayList<>();
            gather(json, containers);
            JsonNode value = ApiCaller.json(VALUES.get(random.nextInt(VALUES.size())));
            change(containers.get(random.nextInt(containers.size())), value, random);
        }
        return json;
    }

    private static void gather(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
        }
        node.forEach(child -> gather(child, containers));
    }

    private static void change(ContainerNode<?> container, JsonNode value, Random random) {
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(List.of("", "userid", "a/b~c", "\ud800", "friends"));
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(random.nextInt(names.size())), value);
        } else if (container instanceof ArrayNode array) {
            array.insert(random.nextInt(array.size() + 1), value);
        }
    }

    private static byte[] ofOtherBytes(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int from = random.nextInt(changed.length);
            int to = Math.min(changed.length, from + 1 + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> changed = Arrays.copyOf(changed, from + 1);
                case 1 -> changed[from] = (byte) random.nextInt(256);
                // Malformed UTF-8, and a byte order mark.
                case 4 -> changed = inserted(changed, from, new byte[][] { { (byte) 0xC0, (byte) 0x80 },
                        { (byte) 0xED, (byte) 0xA0, (byte) 0x80 }, { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF } }[random
                                .nextInt(3)]);
                case 2 -> changed[from] = (byte) "\"{}[],:\\ 0".charAt(random.nextInt(10));
                default -> System.arraycopy(changed, 0, changed, changed.length - (to - from), to - from);
            }
        }
        return changed;
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] more) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, changed, at, more.length);
        System.arraycopy(bytes, at, changed, at + more.length, bytes.length - at);
        return changed;
    }
}
