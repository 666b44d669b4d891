package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

import io.vertx.core.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    private static final String SECRET = "a/b+c\"d\\e f=é*-_g";

    private static String masked(String text) {
        return String.valueOf(new SecretMask(Set.of(SECRET)).mask(text));
    }

    @Test
    void masksASecretInEachOfItsForms() {
        String percent = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        String json = Json.encode(SECRET);

        assertThat(masked("raw " + SECRET + "!")).isEqualTo("raw ***!");
        assertThat(masked("?key=" + percent + "&a=1")).isEqualTo("?key=***&a=1");
        assertThat(masked("?key=" + percent.toLowerCase(Locale.ROOT).replace("+", "%20") + "&a=1"))
                .isEqualTo("?key=***&a=1");
        assertThat(masked("?key=" + URLEncoder.encode(percent, StandardCharsets.UTF_8))).isEqualTo("?key=***");
        assertThat(masked("{\"key\":" + json + "}")).isEqualTo("{\"key\":\"***\"}");
        assertThat(masked("{\"key\":" + json.replace("/", "\\/").replace("é", "\\u00E9") + "}"))
                .isEqualTo("{\"key\":\"***\"}");
        assertThat(masked(Json.encode("in " + json))).isEqualTo("\"in \\\"***\\\"\"");
        assertThat(masked(SECRET + " and " + SECRET)).isEqualTo("*** and ***");
    }

    @Test
    void masksPartsOfATruncatedSecret() {
        assertThat(masked("POST /?usersig=" + SECRET.substring(0, 10))).isEqualTo("POST /?usersig=***");
        assertThat(masked("..." + SECRET.substring(6) + "&random=1")).isEqualTo("...***&random=1");
        assertThat(masked("..." + SECRET.substring(3, 13) + "...")).isEqualTo("...***...");
        assertThat(masked("a/b is a path")).isEqualTo("a/b is a path");
    }

    @Test
    void leavesOtherTextsUnchanged() {
        assertThat(masked("Inviter's contact max count.")).isEqualTo("Inviter's contact max count.");
        assertThat(masked("")).isEmpty();
        assertThat(new SecretMask(Set.of("")).mask("anything")).isEqualTo("anything");
        assertThat(new SecretMask(Set.of()).mask(null)).isNull();
    }

    @Test
    void masksASecretInTheLettersOfAnotherBase64() {
        SecretMask mask = new SecretMask(Set.of("eJyrVgrxCdYr*SjJTM__"));

        assertThat(mask.mask("sig eJyrVgrxCdYr+SjJTM==")).isEqualTo("sig ***");
    }

    @Test
    void masksTheLatestTokens() {
        SecretMask mask = new SecretMask(Set.of());
        IntStream.range(0, 10).forEach(i -> mask.add(String.valueOf((char) ('a' + i)).repeat(9)));

        assertThat(mask.mask("Bearer jjjjjjjjj, Bearer ccccccccc, Bearer bbbbbbbbb"))
                .isEqualTo("Bearer ***, Bearer ***, Bearer bbbbbbbbb");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 3, 200 })
    void masksSecretsOfAnyLength(int length) {
        String secret = "%".repeat(length);

        assertThat(new SecretMask(Set.of(secret)).mask("x" + secret + "y")).isEqualTo("x***y");
    }

    @Test
    void searchesOnlyTheBeginningOfALongText() {
        assertThat(masked("\\".repeat(1_000_000))).hasSize(1_000);
        assertThat(masked("%25".repeat(1_000_000))).hasSize(1_000);
    }
}
