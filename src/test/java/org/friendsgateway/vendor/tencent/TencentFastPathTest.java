package org.friendsgateway.vendor.tencent;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Outcomes.friends;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast path agrees with the lenient parser, or does not apply. */
class TencentFastPathTest {

    private static final FriendImport BATCH = friends("alice", "bob", "carl", "dora");
    private static final String ITEMS = "{'To_Account':'bob','ResultCode':0,'ResultInfo':''},"
            + "{'To_Account':'carl','ResultCode':0,'ResultInfo':''},{'To_Account':'dora','ResultCode':0,'ResultInfo':''}";
    private static final List<String> VALUES = List.of("0", "-0", "0.0", "'0'", "1", "30010", "30539", "null", "''", "'bob'",
            "'Err'", "[]", "['bob']", "['']", "{}", "[0]", "true", "00", "1e99999", "99999999999999999999");

    private static boolean plain(String answer) {
        return TencentResponseParser.importsAll(BATCH, bytes(answer, UTF_8));
    }

    private static Buffer bytes(String answer, Charset charset) {
        return Buffer.buffer(answer.replace('\'', '"').getBytes(charset));
    }

    @Test
    void recognizesTheUsualResponse() {
        assertThat(plain("{'ResultItem':[" + ITEMS + "],'Fail_Account':[],'Invalid_Account':[],'ActionStatus':'OK',"
                + "'ErrorCode':0,'ErrorInfo':'','ErrorDisplay':''}")).isTrue();
        assertThat(plain("{'ErrorCode':0,'New':1.5,'ResultItem':[" + ITEMS + "]}")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "{}", "{'ErrorCode':0}", "{'ErrorCode':0,'ResultItem':[]}",
            "{'ErrorCode':0,'ResultItem':[{'To_Account':'bob','ResultCode':0}]}" })
    void recognizesNoOther(String answer) {
        assertThat(plain(answer)).isFalse();
    }

    @Test
    void takesNoOtherEncodingForUtf8() {
        String answer = "{'ErrorCode':0,'ResultItem':[" + ITEMS + "]}";

        assertThat(TencentResponseParser.importsAll(BATCH, bytes(answer, UTF_16LE))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "1", "2", "3", "4", "5", "6", "7", "8" })
    void agreesWithTheLenientParser(long seed) {
        Random chance = new Random(seed);
        SecretMask mask = new SecretMask(Set.of("the secret key"));
        int plain = 0;
        for (int i = 0; i < 3000; i++) {
            Buffer body = damaged(bytes(randomAnswer(chance), UTF_8), chance);
            Response answer = new Response(chance.nextBoolean() ? 200 : 500, body, null);

            assertThat(TencentResponseParser.parse(BATCH, answer, mask)).as("%d.%d: %s", seed, i, body)
                    .isEqualTo(TencentResponseParser.parseLeniently(BATCH, answer, mask));
            plain += TencentResponseParser.importsAll(BATCH, body) ? 1 : 0;
        }
        assertThat(plain).isBetween(100, 2900);
    }

    private static String randomAnswer(Random chance) {
        List<String> items = new ArrayList<>();
        for (String friend : List.of("bob", "carl", "dora")) {
            items.add(randomObject(chance, "'To_Account':'" + friend + "'", "'ResultCode':0", "'ResultInfo':''"));
        }
        if (chance.nextInt(8) == 0) {
            Collections.shuffle(items, chance);
        }
        if (chance.nextInt(12) == 0) {
            items.add(items.get(chance.nextInt(items.size())));
        }
        return randomObject(chance, "'ResultItem':[" + String.join(",", items) + "]", "'Fail_Account':[]",
                "'Invalid_Account':[]", "'ErrorCode':0", "'ErrorInfo':''", "'ActionStatus':'OK'");
    }

    /** An object of these members in any order; one may be missing, occur twice or have another value. */
    private static String randomObject(Random chance, String... usual) {
        List<String> members = new ArrayList<>(List.of(usual));
        int index = chance.nextInt(members.size());
        String one = members.get(index);
        switch (chance.nextInt(24)) {
            case 0 -> members.remove(index);
            case 1 -> members.add(one);
            case 2, 3 -> members.set(index, randomValueFor(one, chance));
            case 4 -> members.add(randomValueFor(one, chance));
            case 5 -> members.add("'New':" + VALUES.get(chance.nextInt(VALUES.size())));
            default -> {
            }
        }
        if (chance.nextBoolean()) {
            Collections.shuffle(members, chance);
        }
        return "{" + String.join(chance.nextInt(8) == 0 ? " ,\n" : ",", members) + "}";
    }

    private static String randomValueFor(String member, Random chance) {
        return member.substring(0, member.indexOf(':') + 1) + VALUES.get(chance.nextInt(VALUES.size()));
    }

    /** Sometimes changes, inserts or removes bytes. */
    private static Buffer damaged(Buffer body, Random chance) {
        int at = chance.nextInt(body.length());
        return switch (chance.nextInt(12)) {
            case 0 -> body.copy().setByte(at, (byte) chance.nextInt(256));
            case 1 -> body.getBuffer(0, at);
            case 2 -> body.getBuffer(0, at).appendByte((byte) chance.nextInt(256)).appendBuffer(
                    body.getBuffer(at, body.length()));
            case 3 -> Buffer.buffer("\uFEFF").appendBuffer(body);
            case 4 -> body.copy().appendString(chance.nextBoolean() ? " x" : "{}");
            default -> body;
        };
    }
}
