package org.friendsgateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.friendsgateway.Patience;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.process.Started;
import org.friendsgateway.prometheus.Dashboard.Query;
import org.friendsgateway.prometheus.Promtool.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packed gateway in all kinds of trouble, watched by a real Prometheus with the shipped rules and dashboard. */
@NeedsCommand({ "prometheus", "promtool" })
@TestInstance(Lifecycle.PER_CLASS)
class PrometheusIT {

    private static final Pattern SELECTOR = Pattern
            .compile("(?:(?:app:)?friends_import|process|jvm)_[a-z0-9_:]+(?:\\{[^}]*\\})?");
    /** Alerts with a test of their own, and those on what this one gateway does not suffer; all fire in {@link RulesTest}. */
    private static final Set<String> OTHERWISE = Set.of("FriendsGatewayCoordinationDegraded", "FriendsGatewayGone",
            "FriendsGatewayReplicasDie", "FriendsGatewayMemoryNearLimit");

    /** A busy machine scrapes and evaluates late, and an alert fires when it was right twice in a row. */
    private static final Duration A_LONG_WHILE = Duration.ofMinutes(2);

    private static final Path LOG = Path.of("target", "prometheus-gateway.log");
    private static final Pattern LOGGED_CODE = Pattern.compile("vendorCode\\W+990\\d+");

    private final Started started = new Started();
    private RealRedis redis;
    private GatewayProcess gateway;
    private PrometheusServer prometheus;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        redis = started.add(new RealRedis());
        Vendors vendors = started.add(new Vendors());
        List<String> options = Stream.concat(vendors.options().stream(), Stream.of("-Xmx192m", "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port(), "-Dgateway.auth.mode=api-key",
                "-Dgateway.auth.keys.bustle.sha256=" + LoadGenerator.SHA256))
                .toList();
        gateway = GatewayProcess.start(options, Map.of(),
                ProcessBuilder.Redirect.to(LOG.toFile()));
        // Nobody waits for what is under way there.
        started.add(gateway::kill);
        prometheus = started.add(PrometheusServer.start(folder, List.of(gateway.managementPort())));
        Patience.until("Prometheus has seen the gateway before its first caller",
                () -> !prometheus.ask("friends_import_requests_total").isEmpty());
        started.add(LoadGenerator.at(gateway.port(), vendors));
    }

    @AfterAll
    void stop() throws Exception {
        started.close();
    }

    static List<Query> panels() {
        return Dashboard.queries().toList();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void showsSomethingInEveryPanel(Query query) {
        awaitData(query.over(PrometheusServer.WINDOW));
    }

    static List<String> recordings() {
        return Rules.recordings().stream().map(rule -> rule.path("record").asText()).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordsNumbers(String name) {
        awaitData(name);
    }

    static List<String> selectors() {
        return Rules.alerts().stream().map(rule -> rule.path("expr").asText())
                .flatMap(expression -> SELECTOR.matcher(expression).results()).map(MatchResult::group).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void hasWhatAlertsLookAt(String selector) {
        awaitData(selector);
    }

    static List<String> alerts() {
        return Rules.alertNames().stream().filter(alert -> !OTHERWISE.contains(alert)).toList();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void tellsOfTheTrouble(String alert) {
        Patience.until(alert + " fires", A_LONG_WHILE, () -> prometheus.fires(alert));

        assertThat(prometheus.ask("ALERTS{app=\"ease\"}")).as("alerts of an app that is well").isEmpty();
        assertThat(prometheus.errors()).isEmpty();
    }

    @Test
    void tellsOfALostRedisAndThatItIsBack() throws IOException {
        redis.kill();

        Patience.until("it is told", A_LONG_WHILE, () -> prometheus.fires("FriendsGatewayCoordinationDegraded"));

        redis.start();
        Patience.until("all is well again", A_LONG_WHILE, () -> !prometheus.fires("FriendsGatewayCoordinationDegraded"));
    }

    @Test
    void tellsThatThereIsNoGateway(@TempDir Path folder) throws IOException {
        try (PrometheusServer alone = PrometheusServer.start(folder, List.of())) {
            Patience.until("it is told", () -> alone.fires("FriendsGatewayGone"));
        }

        assertThat(prometheus.fires("FriendsGatewayGone")).isFalse();
    }

    /** Metrics have no room for codes that nobody knows. */
    @Test
    void namesUnknownCodesOfFriendsInTheLog() {
        Patience.until("a code is in the log", () -> LOGGED_CODE.matcher(log()).find());
    }

    private static String log() {
        try {
            return Files.readString(LOG);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void givesMetricsAsPrometheusAdvises() throws IOException, InterruptedException {
        awaitData("friends_import_vendor_call_seconds_count{result=\"vendor_unavailable\"}");
        String scrape = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.managementPort() + "/q/metrics")).header("Accept", "text/plain")
                .build(),
                BodyHandlers.ofString()).body();

        Verdict verdict = Promtool.checkMetrics(scrape);

        assertThat(verdict).isEqualTo(new Verdict(0, ""));
    }

    private void awaitData(String query) {
        Patience.until("there is a number for " + query, () -> !prometheus.ask(query).isEmpty());
    }
}
