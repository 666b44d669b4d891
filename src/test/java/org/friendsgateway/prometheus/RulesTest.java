package org.friendsgateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.prometheus.Rules.elements;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.prometheus.Promtool.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    private static final Path CASES = Path.of("src", "test", "resources", "prometheus", "rules-test.yaml");
    private static final String README = "https://github.com/friends-gateway/friends-gateway#";
    private static final Pattern CODES = Pattern.compile("(?:code|result)(=~?)\"([^\"]*)\"");

    @Test
    @NeedsCommand("promtool")
    void areValid(@TempDir Path folder) {
        Verdict verdict = Promtool.check("check", "rules", Rules.writeTo(folder, UnaryOperator.identity()).toString());

        assertThat(verdict.status()).as(verdict.output()).isZero();
    }

    @Test
    @NeedsCommand("promtool")
    void passTheirCases(@TempDir Path folder) throws IOException {
        Path rules = Rules.writeTo(folder, UnaryOperator.identity());

        Verdict verdict = Promtool.check("test", "rules", Files.copy(CASES, rules.resolveSibling("cases.yaml")).toString());

        assertThat(verdict.status()).as(verdict.output()).isZero();
    }

    static List<JsonNode> alerts() {
        return Rules.alerts();
    }

    static List<String> alertNames() {
        return Rules.alertNames();
    }

    @ParameterizedTest
    @MethodSource("alertNames")
    void haveFiringAndSilentCases(String alert) {
        Set<Boolean> fires = elements(Rules.read(CASES).path("tests")).flatMap(test -> elements(test.path("alert_rule_test")))
                .filter(test -> test.path("alertname").asText().equals(alert))
                .map(test -> !test.path("exp_alerts").isEmpty()).collect(Collectors.toSet());

        assertThat(fires).containsExactlyInAnyOrder(true, false);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void describeTheProblemAndLinkARunbook(JsonNode alert) throws IOException {
        assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
        assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
        assertThat(anchors()).contains(alert.at("/annotations/runbook_url").asText().replace(README, ""));
    }

    @Test
    void useEveryRunbook() throws IOException {
        assertThat(anchors().stream().filter(anchor -> anchor.startsWith("runbook-")))
                .containsExactlyInAnyOrderElementsOf(Rules.alerts().stream()
                        .map(alert -> alert.at("/annotations/runbook_url").asText().replace(README, ""))
                        .collect(Collectors.toSet()));
    }

    /** A new kind of failure needs a decision whether it spends the error budget. */
    @Test
    void countOnlyFailuresOfTheGatewayAndTheVendorAgainstTheBudget() {
        Set<Set<Kind>> counted = expressions().flatMap(RulesTest::codes).filter(found -> found.group(2).contains("overloaded"))
                .map(found -> kinds(found.group(2))).collect(Collectors.toSet());

        assertThat(counted).containsExactly(Stream.of(Kind.values())
                .filter(kind -> kind.origin() != Origin.CALLER && (kind.status() >= 500 || kind.retryable()))
                .filter(kind -> kind != Kind.RATE_LIMITED).collect(Collectors.toSet()));
    }

    @Test
    void useOnlyCodesOfTheGateway() {
        assertThat(expressions().flatMap(RulesTest::codes).map(found -> found.group(2)).distinct()).isNotEmpty()
                .allSatisfy(codes -> assertThat(codes.split("\\|"))
                        .allSatisfy(code -> assertThat(kinds(code)).as(code).isNotEmpty()));
    }

    private static Stream<String> expressions() {
        return Stream.concat(Rules.recordings().stream(), Rules.alerts().stream()).map(rule -> rule.path("expr").asText());
    }

    private static Stream<MatchResult> codes(String expression) {
        return CODES.matcher(expression).results();
    }

    private static Set<Kind> kinds(String codes) {
        return Stream.of(Kind.values()).filter(kind -> kind.code().matches(codes)).collect(Collectors.toSet());
    }

    /** The anchors that GitHub gives to the headings. */
    private static List<String> anchors() throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream().filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }
}
