package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmittedTest {

    private static final Map<String, String> SECRET = Map.of("the key", "+a/secret=");

    private final Emitted emitted = new Emitted();

    @ParameterizedTest
    @ValueSource(strings = { "key is +a/secret=.", "?usersig=%2Ba%2Fsecret%3D&random=1", "Basic K2Evc2VjcmV0PQ==" })
    void findsAPlantedSecretInEveryForm(String text) {
        emitted.add("log", "a line without\n" + text);
        emitted.add("metrics", "nothing 1.0");

        assertThat(emitted.findings(SECRET)).containsExactly("the key in log");
    }

    @Test
    void findsAPlantedSecretAmongBytes() {
        emitted.add("spans", new byte[] { 10, 0, (byte) 200 });
        emitted.add("spans", "\u0001\u00ff+a/secret=\u0000".getBytes(UTF_8));

        assertThat(emitted.findings(SECRET)).containsExactly("the key in spans");
    }

    @Test
    void findsNothingWithoutASecret() {
        emitted.add("log", "a/secret " + Base64.getEncoder().encodeToString("another".getBytes(UTF_8)));

        assertThat(emitted.findings(SECRET)).isEmpty();
        assertThat(emitted.findings(SECRET, List.of("log"))).isEmpty();
    }
}
