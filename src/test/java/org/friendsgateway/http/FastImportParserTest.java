package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.Friend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one-pass parser reads the same as the tree, and leaves every body that is not valid and usual to the tree. */
class FastImportParserTest {

    private static final int MAX_FRIENDS = 5;
    private static final int BODIES_PER_SEED = 5_000;

    private static final String FULL = """
            { "app": "chat-cn", "userId": "alice", "notify": false, "friends": [
              { "userId": "bob", "remark": "Bobby \\ud83d\\ude00 😀", "remarkedAt": "2014-12-31T04:26:41Z",
                "groups": ["同事", "朋友"], "source": "Invite", "message": "I'm \\"Bob\\"",
                "addedAt": "2014-12-31T12:26:42.999+08:00",
                "attributes": { "Tag_SNS_Custom_Level": -9223372036854775808, "Tag_SNS_é": "B" } },
              { "userId": "carl" } ] }
            """;

    private static final List<String> NAMES = List.of("app", "userId", "friends", "notify", "remark", "remarkedAt", "groups",
            "source", "message", "addedAt", "attributes", "userid", "", "a/b~c", "\\u0075serId", "\\ud800", "鲍",
            "x".repeat(300));

    private static final List<String> VALUES = List.of("null", "true", "false", "0", "-0", "1.5", "15.0", "1e3", "1e400",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1".repeat(1001), "01", "NaN",
            "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"", "\"\\ud83d\\ude00\"", "\"\uffff\"", "\"bob\"",
            "\"\u00a0\"", "\"a\tb\"", "\"2014-12-31T04:26:41Z\"", "\"2014-13-41T25:61:61Z\"", "\"2014-12-31T04:26:41\"",
            "\"+1000000000-12-31T23:59:59Z\"", "[]", "{}", "[[]]", "[null]", "[\"a\",\"\"]", "[\"a\",1]",
            "{\"a\":1,\"b\":\"\"}", "{\"a\":1,\"a\":1}", "{\"a\":null}", "{\"a\":{}}", "{\"\\ud83d\":1}", "{\"a\":1.0}");

    @Test
    void parsesUsualBodiesWithoutATree() {
        assertThat(fast(FULL.getBytes(UTF_8))).isEqualTo(byTree(FULL.getBytes(UTF_8)));
        assertThat(fast("{\"userId\":\"alice\",\"friends\":[{\"userId\":\"bob\"}]}".getBytes(UTF_8))).isNotEqualTo("left");
        assertThat(fast(("{\"userId\":\"alice\",\"app\":null,\"notify\":null,\"friends\":[{\"userId\":\"bob\",\"remark\":null,"
                + "\"groups\":null,\"addedAt\":null,\"attributes\":null}]}").getBytes(UTF_8))).isNotEqualTo("left");
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void agreesWithTheTree(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < BODIES_PER_SEED; i++) {
            byte[] body = changed(random.nextBoolean() ? FULL : composed(random), random);
            String fast = fast(body);
            if (!fast.equals("left")) {
                read++;
                assertThat(fast).as("seed %d, body %d: %s", seed, i, HexFormat.of().formatHex(body)).isEqualTo(byTree(body));
            }
        }
        assertThat(read).isBetween(BODIES_PER_SEED / 100, BODIES_PER_SEED);
    }

    static List<byte[]> bodiesForTheTree() {
        String body = "{\"userId\":\"alice\",\"friends\":[{\"userId\":\"bob\",\"remark\":\"?\"}]}";
        String[] around = body.split("\\?", -1);
        List<byte[]> bodies = new ArrayList<>();
        for (String hex : List.of("C080", "C1AACDA8", "C0AF", "E080AF", "EDA080", "EDA0BDEDB880", "F4908080", "80", "FF",
                "E282",
                "00", "22")) {
            bodies.add((around[0] + new String(HexFormat.of().parseHex(hex), ISO_8859_1) + around[1]).getBytes(ISO_8859_1));
        }
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE")) {
            bodies.add(body.getBytes(Charset.forName(charset)));
        }
        for (String other : List.of("", " ", "\uFEFF\uFEFF" + body, body + "x", body + "{}", body + "]",
                body.replace('"', '\''),
                "[" + body + "]", body.replace("bob", ""), body.replace("\"alice\"", "null"), body.replace("remark", "remarks"),
                body.replace("}]}", "},null]}"), body.replace("}]}", "}],\"userId\":\"alice\"}"),
                body.replace("}]}", ",\"remark\":null}]}"), body.replace("}]}", ",\"attributes\":{\"a\":1.0}}]}"),
                body.replace("[{", "[").replace("}]", "]"), body.substring(0, body.length() - 1))) {
            bodies.add(other.getBytes(UTF_8));
        }
        return bodies;
    }

    @ParameterizedTest
    @MethodSource("bodiesForTheTree")
    void leavesOtherBodiesToTheTree(byte[] body) {
        assertThat(fast(body)).isEqualTo("left");
    }

    @Test
    void leavesLongListsToTheTree() {
        String entries = IntStream.range(0, 1001).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));

        assertThat(fast(FULL.replace("\"同事\"", entries).getBytes(UTF_8))).isEqualTo("left");
        assertThat(fast(FULL.replace("\"Tag_SNS_é\"", entries.replace(",", ":0,")).getBytes(UTF_8))).isEqualTo("left");
        assertThat(fast(friends(MAX_FRIENDS + 1))).isEqualTo("left");
    }

    @Test
    void countsFriendsAsItReadsThemAndStopsWithoutMemory() {
        assertThatThrownBy(() -> ImportRequest.parse(friends(MAX_FRIENDS), MAX_FRIENDS, size -> {
            if (size > 3 * ImportBody.sizeOf(Friend.of("f"))) {
                throw Failure.of(Kind.OVERLOADED).exception();
            }
        })).isInstanceOf(GatewayException.class);
    }

    private static byte[] friends(int count) {
        return ("{\"userId\":\"alice\",\"friends\":[" + IntStream.range(0, count).mapToObj(i -> "{\"userId\":\"f" + i + "\"}")
                .collect(Collectors.joining(",")) + "]}").getBytes(UTF_8);
    }

    /** What the one-pass parser reads; {@code left} when it leaves the body to the tree. */
    private static String fast(byte[] body) {
        int start = new String(body, ISO_8859_1).startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
        ImportRequest request = FastImportParser.parse(body, start, false, MAX_FRIENDS, size -> {
        });
        return request == null ? "left" : request.toString();
    }

    private static String byTree(byte[] body) {
        try {
            return ImportRequest.parseTree(body, false, MAX_FRIENDS, size -> {
            }).toString();
        } catch (GatewayException refused) {
            return refused.failure().toString();
        }
    }

    private static String composed(Random random) {
        String friends = IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> object("userId", random))
                .collect(Collectors.joining(","));
        return "{\"userId\":\"alice\",\"friends\":[" + friends + "]" + fields(random.nextInt(2), random) + "}";
    }

    private static String object(String required, Random random) {
        return "{\"" + required + "\":\"" + random.nextInt(10) + "\"" + fields(random.nextInt(4), random) + "}";
    }

    private static String fields(int count, Random random) {
        return IntStream.range(0, count).mapToObj(i -> ",\"" + any(NAMES, random) + "\":" + any(VALUES, random))
                .collect(Collectors.joining());
    }

    private static String any(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static byte[] changed(String body, Random random) {
        String text = switch (random.nextInt(12)) {
            case 0 -> body.replaceFirst("\"[^\"]*\"", "\"" + any(NAMES, random) + "\"");
            case 1 -> body.replaceFirst(":[^:]*,", ":" + any(VALUES, random).replace("\\", "\\\\") + ",");
            case 2 -> "\uFEFF" + body;
            case 3 -> body + any(List.of("x", "{}", "]", "\u0000", ",", "//", " \n"), random);
            default -> body;
        };
        byte[] bytes = random.nextInt(100) == 0 ? text.getBytes(Charset.forName("UTF-16LE")) : text.getBytes(UTF_8);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\"{}[],:\\ 0e-".charAt(random.nextInt(12)));
        }
        return bytes;
    }
}
