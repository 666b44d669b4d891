package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes, texts and numbers of a body are read. */
class ImportRequestTest {

    private static final String BODY = "{\"userId\":\"alice\",\"friends\":[{\"userId\":\"bob\",%s}]}";

    @ParameterizedTest
    @ValueSource(strings = { "C080", "C1AAcda8", "C0AF", "E080AF", "F0808080", "EDA080", "EDBFBF", "EDA0BDEDB880", "F4908080",
            "F5808080", "80", "BF", "F8808080AF", "FC80808080AF", "FE", "FF", "E282", "F09F98", "C3", "E2C3A9" })
    void refusesMalformedUtf8(String hex) {
        String[] around = BODY.formatted("\"remark\":\"?\"").split("\\?", -1);
        byte[] body = join(around[0].getBytes(UTF_8), HexFormat.of().parseHex(hex), around[1].getBytes(UTF_8));

        assertThat(violations(body)).singleElement().extracting(Violation::pointer).isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(strings = { "C3", "E282", "F09F98" })
    void refusesATruncatedCharacterAtTheEnd(String hex) {
        byte[] body = join(BODY.formatted("\"remark\":\"\"").getBytes(UTF_8), HexFormat.of().parseHex(hex));

        assertThat(violations(body)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE" })
    void refusesOtherEncodings(String charset) {
        String body = BODY.formatted("\"remark\":\"B\"");

        assertThat(violations(body.getBytes(Charset.forName(charset)))).hasSize(1);
        assertThat(violations(("\uFEFF" + body).getBytes(Charset.forName(charset)))).hasSize(1);
    }

    @Test
    void skipsOneByteOrderMarkAtTheStart() {
        String body = BODY.formatted("\"remark\":\"\uFEFFB\"");

        assertThat(parse("\uFEFF" + body).remark()).isEqualTo("\uFEFFB");
        assertThat(violations(("\uFEFF\uFEFF" + body).getBytes(UTF_8))).hasSize(1);
    }

    @Test
    void keepsEveryCharacter() {
        String text = "é鲍😀\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff";

        assertThat(parse(BODY.formatted("\"remark\":\"" + text + "\"")).remark()).isEqualTo(text);
        assertThat(parse(BODY.formatted("\"remark\":\"\\u0000\\ud83d\\ude00\"")).remark()).isEqualTo("\u0000😀");
    }

    @Test
    void keepsEmptyTexts() {
        Friend bob = parse(
                BODY.formatted("\"remark\":\"\",\"source\":\"\",\"message\":\"\",\"groups\":[],\"attributes\":{\"a\":\"\"}"));

        assertThat(bob).isEqualTo(new Friend("bob", "", null, List.of(), "", "", null, Map.of("a", "")));
    }

    @ParameterizedTest
    @CsvSource({ "15.0, 15", "1e3, 1000", "-0, 0", "-0.0, 0", "0e999999999, 0", "1E+2, 100", "1200e-2, 12",
            "9.223372036854775807e18, 9223372036854775807", "-9223372036854775808.000, -9223372036854775808" })
    void readsEveryNotationOfAnInteger(String number, long value) {
        assertThat(parse(BODY.formatted("\"attributes\":{\"a\":" + number + "}")).attributes()).containsEntry("a", value);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1.5", "1e400", "1e19", "9223372036854775808", "-9223372036854775809", "1e-1", "1e999999999",
            "1e-999999999", "1e99999999999999999999", "100e2147483647", "1e2147483647", "1e-2147483647",
            "9.2233720368547758075e18" })
    void refusesNumbersThatAreNot64BitIntegers(String number) {
        assertThat(violations(BODY.formatted("\"attributes\":{\"a\":" + number + "}").getBytes(UTF_8)))
                .containsExactly(new Violation("/friends/0/attributes/a", "must be a string or a 64-bit integer"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "01", "+1", ".5", "1.", "1e", "NaN", "-Infinity", "0x10",
            "11111111111111111111111111111111111111111111111111111111111111111" })
    void refusesMalformedAndTooLongNumbers(String number) {
        assertThat(violations(BODY.formatted("\"attributes\":{\"a\":" + number + "}").getBytes(UTF_8))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"\\ud83d\":1", "\"a\\ude00b\":1", "\"\\ude00\\ud83d\":1" })
    void refusesLoneSurrogatesInFieldNames(String field) {
        assertThat(violations(BODY.formatted(field).getBytes(UTF_8))).singleElement()
                .satisfies(found -> assertThat(found.pointer()).startsWith("/friends/0/"));
        assertThat(violations(BODY.formatted("\"attributes\":{" + field + "}").getBytes(UTF_8))).singleElement()
                .satisfies(found -> assertThat(found.pointer()).startsWith("/friends/0/attributes/"));
    }

    private static Friend parse(String body) {
        ImportRequest request = ImportRequest.parse(body.getBytes(UTF_8), 3000, size -> {
        });
        assertThat(request.violations()).isEmpty();
        return request.friends().friends().get(0);
    }

    private static List<Violation> violations(byte[] body) {
        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> {
            List<Violation> found = ImportRequest.parse(body, 3000, size -> {
            }).violations();
            if (!found.isEmpty()) {
                throw Failure.invalid(found).exception();
            }
        });
        assertThat(refused).isNotNull();
        return refused.failure().violations();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
