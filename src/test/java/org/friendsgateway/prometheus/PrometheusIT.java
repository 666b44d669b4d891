package org.friendsgateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

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

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealRedis;
import org.friendsgateway.prometheus.Dashboard.Query;
import org.friendsgateway.prometheus.Promtool.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packed gateway with many kinds of failures, scraped by a real Prometheus with the shipped rules and dashboard. */
@Tag("long")
@NeedsCommand({ "prometheus", "promtool" })
@TestInstance(Lifecycle.PER_CLASS)
class PrometheusIT {

    private static final Pattern SELECTOR = Pattern
            .compile("(?:(?:app:)?friends_import|process|jvm)_[a-z0-9_:]+(?:\\{[^}]*\\})?");
    /** Alerts with a test of their own, and those that this one gateway cannot cause; all fire in {@link RulesTest}. */
    private static final Set<String> OTHER_ALERTS = Set.of("FriendsGatewayCoordinationDegraded", "FriendsGatewayGone",
            "FriendsGatewayReplicasDie", "FriendsGatewayMemoryNearLimit", "FriendsGatewayStreamsStall");

    /** A busy machine scrapes and evaluates late, and an alert fires after two evaluations in a row. */
    private static final Duration ALERT_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private static final Path LOG = Path.of("target", "prometheus-gateway.log");
    private static final Pattern LOGGED_CODE = Pattern.compile("vendorCode\\W+990\\d+");

    @RegisterExtension
    final Closer closer = new Closer();

    private RealRedis redis;
    private GatewayProcess gateway;
    private PrometheusServer prometheus;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        redis = closer.register(new RealRedis());
        Vendors vendors = closer.register(new Vendors());
        List<String> options = Stream.concat(vendors.options().stream(), Stream.of("-Xmx192m", "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redis.port(), "-Dgateway.auth.mode=api-key",
                "-Dgateway.auth.keys.load.sha256=" + LoadGenerator.SHA256))
                .toList();
        gateway = GatewayProcess.start(options, Map.of(),
                ProcessBuilder.Redirect.to(LOG.toFile()));
        // A graceful shutdown would wait for the imports in flight.
        closer.register(gateway::kill);
        prometheus = closer.register(PrometheusServer.start(folder, List.of(gateway.managementPort())));
        await("Prometheus has seen the gateway before its first caller")
                .until(() -> !prometheus.ask("friends_import_requests_total").isEmpty());
        closer.register(LoadGenerator.start(gateway.port(), vendors));
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
    void hasTheSeriesThatAlertsSelect(String selector) {
        awaitData(selector);
    }

    static List<String> alerts() {
        return Rules.alertNames().stream().filter(alert -> !OTHER_ALERTS.contains(alert)).toList();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void raisesTheAlert(String alert) {
        await(alert + " fires").atMost(ALERT_TIMEOUT).pollInterval(POLL_INTERVAL).until(() -> prometheus.fires(alert));

        assertThat(prometheus.ask("ALERTS{app=\"ease\"}")).as("alerts of a healthy app").isEmpty();
        assertThat(prometheus.errors()).isEmpty();
    }

    @Test
    void raisesAnAlertWhileRedisIsLost() throws IOException {
        redis.kill();

        await("the alert fires").atMost(ALERT_TIMEOUT).pollInterval(POLL_INTERVAL)
                .until(() -> prometheus.fires("FriendsGatewayCoordinationDegraded"));

        redis.start();
        await("the alert is resolved").atMost(ALERT_TIMEOUT).pollInterval(POLL_INTERVAL)
                .until(() -> !prometheus.fires("FriendsGatewayCoordinationDegraded"));
    }

    @Test
    void raisesAnAlertWithoutAGateway(@TempDir Path folder) throws IOException {
        try (PrometheusServer alone = PrometheusServer.start(folder, List.of())) {
            await("the alert fires").until(() -> alone.fires("FriendsGatewayGone"));
        }

        await("the alert does not fire with a gateway").atMost(ALERT_TIMEOUT).pollInterval(POLL_INTERVAL)
                .until(() -> !prometheus.fires("FriendsGatewayGone"));
    }

    /** Metrics leave out unknown codes; the log has them. */
    @Test
    void namesUnknownCodesOfFriendsInTheLog() {
        await("a code is in the log").until(() -> LOGGED_CODE.matcher(log()).find());
    }

    private static String log() {
        try {
            return Files.readString(LOG);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void exportsMetricsThatPromtoolAccepts() throws IOException, InterruptedException {
        awaitData("friends_import_vendor_call_seconds_count{result=\"vendor_unavailable\"}");
        String scrape = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.managementPort() + "/q/metrics")).header("Accept", "text/plain")
                .build(),
                BodyHandlers.ofString()).body();

        Verdict verdict = Promtool.checkMetrics(scrape);

        assertThat(verdict).isEqualTo(new Verdict(0, ""));
    }

    private void awaitData(String query) {
        await("there is a number for " + query).pollInterval(POLL_INTERVAL).until(() -> !prometheus.ask(query).isEmpty());
    }
}
