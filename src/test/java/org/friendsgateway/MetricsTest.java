package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.ApiCaller.body;
import static org.friendsgateway.ApiCaller.post;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class MetricsTest {

    private static final String METERED = "{app=\"metered\",provider=\"tencent\"}";
    private static final int USERS = 1000;
    private static final int AT_ONCE = 50;
    private static final int CODES = 50;

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    @ParameterizedTest
    @ValueSource(strings = {
            "friends_import_requests_total{app=\"metered\",code=\"none\",outcome=\"complete\",provider=\"tencent\"}",
            "friends_import_friends_total{app=\"metered\",code=\"none\",provider=\"tencent\",status=\"imported\"}",
            "friends_import_vendor_call_seconds_count{app=\"metered\",provider=\"tencent\",result=\"ok\"}",
            "friends_import_vendor_call_seconds_bucket{app=\"metered\",provider=\"tencent\",result=\"ok\",le=\"+Inf\"}",
            "friends_import_permit_wait_seconds_count" + METERED,
            "friends_import_permit_wait_seconds_bucket{app=\"metered\",provider=\"tencent\",le=\"1.0\"}",
            "friends_import_overhead_seconds_count" + METERED,
            "friends_import_overhead_seconds_bucket{app=\"metered\",provider=\"tencent\",le=\"1.0\"}",
            "friends_import_owner_wait_seconds_count" + METERED,
            "friends_import_owner_wait_seconds_bucket{app=\"metered\",provider=\"tencent\",le=\"1.0\"}",
            "friends_import_vendor_retries_total{app=\"metered\",code=\"write_conflict\",provider=\"tencent\"}",
            "friends_import_quota_calls_per_second" + METERED,
            "friends_import_in_flight" + METERED,
            "friends_import_idempotency_total{result=\"new\"}",
            "friends_import_idempotency_total{result=\"replayed\"}",
            "friends_import_idempotency_total{result=\"resumed\"}",
            "friends_import_idempotency_total{result=\"in_progress\"}",
            "friends_import_idempotency_total{result=\"mismatch\"}",
            "friends_import_coordination_degraded",
            "friends_import_replicas",
            "friends_import_bytes_in_flight",
            "friends_import_circuit_open" + METERED })
    void exportsEveryMetricOfTheContract(String series) {
        post(body("metered", "metered-user", "bob"));

        assertThat(metrics()).containsKey(series);
    }

    /** Of an app that nobody imports into: what an alert looks for is there before its first event. */
    @ParameterizedTest
    @ValueSource(strings = {
            "friends_import_requests_total{app=\"idle\",code=\"none\",outcome=\"complete\",provider=\"carrierpigeon\"}",
            "friends_import_requests_total{app=\"idle\",code=\"vendor_unavailable\",outcome=\"failed\",provider=\"carrierpigeon\"}",
            "friends_import_requests_total{app=\"idle\",code=\"rate_limited\",outcome=\"failed\",provider=\"carrierpigeon\"}",
            "friends_import_friends_total{app=\"idle\",code=\"vendor_rejected\",provider=\"carrierpigeon\",status=\"failed\"}",
            "friends_import_friends_total{app=\"idle\",code=\"vendor_unauthorized\",provider=\"carrierpigeon\",status=\"failed\"}",
            "friends_import_friends_total{app=\"idle\",code=\"vendor_timeout\",provider=\"carrierpigeon\",status=\"unknown\"}",
            "friends_import_vendor_call_seconds_count{app=\"idle\",provider=\"carrierpigeon\",result=\"vendor_rate_limited\"}",
            "friends_import_overhead_seconds_count{app=\"idle\",provider=\"carrierpigeon\"}",
            "friends_import_requests_total{app=\"none\",code=\"overloaded\",outcome=\"failed\",provider=\"none\"}",
            "friends_import_bytes_in_flight" })
    void countsFromZeroOn(String series) {
        assertThat(metrics()).containsEntry(series, 0.0);
    }

    @Test
    void knowsOfRefusedCallersBeforeTheFirst() {
        assertThat(metrics()).containsKeys(requests("none", "unauthenticated", "rejected", "none"),
                requests("idle", "forbidden", "rejected", "carrierpigeon"))
                .doesNotContainKey(requests("none", "forbidden", "rejected", "none"));
    }

    @Test
    void showsTheStateOfAnApp() {
        post(body("metered", "metered-user", "bob"));

        assertThat(metrics())
                .containsEntry("friends_import_quota_calls_per_second" + METERED, 5000.0)
                .containsEntry("friends_import_in_flight" + METERED, 0.0)
                .containsEntry("friends_import_circuit_open" + METERED, 0.0)
                .containsEntry("friends_import_coordination_degraded", 0.0)
                .containsEntry("friends_import_replicas", 1.0);
    }

    @Test
    void countsRequestsByOutcomeAndCode() {
        Map<String, Double> before = metrics();
        sandbox.tencent().faults().add(Fault.refusal(60026, "wrong region").forUser("metered-region"));

        post(body("metered", "metered-user", "bob"));
        post(body("metered", "metered-user", "ghost"));
        post(body("metered", "ghost", "bob"));
        post(body("metered", "metered-region", "bob"));
        post(body("metered", "alice", "alice"));
        post(body("nowhere", "alice", "bob"));
        post("nonsense");

        Map<String, Double> grown = growth(before, "friends_import_requests_total");
        assertThat(grown).containsOnlyKeys(
                requests("metered", "none", "complete", "tencent"),
                requests("metered", "none", "partial", "tencent"),
                requests("metered", "user_not_found", "failed", "tencent"),
                requests("metered", "vendor_misconfigured", "failed", "tencent"),
                requests("metered", "invalid_request", "rejected", "tencent"),
                requests("none", "app_not_found", "rejected", "none"),
                requests("none", "invalid_request", "rejected", "none"));
        assertThat(grown.values()).containsOnly(1.0);
    }

    @Test
    void countsFriendsByStatusAndCode() {
        Map<String, Double> before = metrics();
        sandbox.tencent().faults().add(Fault.leavingOut("dora").times(4).forUser("metered-friends"));
        sandbox.tencent().faults().add(Fault.result("emil", 30539, "").forUser("metered-pending"));

        post(body("metered", "metered-friends", "bob", "carl", "ghost", "dora"));
        post(body("metered", "metered-pending", "emil"));

        assertThat(growth(before, "friends_import_friends_total")).containsOnly(
                Map.entry(friends("none", "imported"), 2.0),
                Map.entry(friends("none", "pending"), 1.0),
                Map.entry(friends("friend_not_found", "failed"), 1.0),
                Map.entry(friends("vendor_unavailable", "unknown"), 1.0));
        assertThat(growth(before, "friends_import_vendor_retries_total")).containsOnly(Map.entry(
                "friends_import_vendor_retries_total{app=\"metered\",code=\"vendor_unavailable\",provider=\"tencent\"}", 3.0));
    }

    @Test
    void growsNoLabelsWithTheNumberOfUsers() {
        post(body("metered", "metered-0", "bob"));
        Set<String> before = metrics().keySet();

        IntStream.range(0, USERS / AT_ONCE).forEach(MetricsTest::importForManyUsers);

        assertThat(ours(metrics().keySet())).isEqualTo(ours(before));
    }

    /** Those of an unknown code fail, as one series however many codes there are. */
    @Test
    void growsNoLabelsWithTheCodesThatAVendorAdds() {
        Map<String, Double> before = metrics();
        IntStream.range(0, 2 * CODES).forEach(i -> sandbox.tencent().faults().add((i < CODES
                ? Fault.refusal(990_000 + i, "tomorrow's")
                : Fault.result("bob", 990_000 + i, "tomorrow's")).forUser("metered-code-" + i)));

        IntStream.range(0, 2 * CODES).forEach(i -> post(body("metered", "metered-code-" + i, "bob")));

        assertThat(growth(before, "friends_import_friends_total"))
                .containsExactly(Map.entry(friends("vendor_rejected", "failed"), 2.0 * CODES));
        assertThat(growth(before, "friends_import_vendor_call_seconds_count").keySet()).containsExactlyInAnyOrder(
                "friends_import_vendor_call_seconds_count{app=\"metered\",provider=\"tencent\",result=\"ok\"}",
                "friends_import_vendor_call_seconds_count{app=\"metered\",provider=\"tencent\",result=\"vendor_rejected\"}");
    }

    private static void importForManyUsers(int round) {
        List<Integer> statuses = IntStream.range(round * AT_ONCE, (round + 1) * AT_ONCE)
                .mapToObj(i -> ApiCaller.posting(body("metered", "metered-" + i, "friend-of-" + i))).toList()
                .stream().map(reply -> reply.join().status()).toList();
        assertThat(statuses).containsOnly(200);
    }

    private static Set<String> ours(Set<String> series) {
        return series.stream().filter(name -> name.startsWith("friends_import_") && name.contains("metered"))
                .collect(Collectors.toSet());
    }

    @Test
    void areThoseOfTheReadme() throws IOException {
        Set<String> told = Pattern.compile("`(friends_import_\\w+)`").matcher(Files.readString(Path.of("README.md")).lines()
                .filter(line -> line.startsWith("| `friends_import_")).collect(Collectors.joining()))
                .results().map(found -> found.group(1)).collect(Collectors.toSet());

        assertThat(metrics().keySet().stream().filter(series -> series.startsWith("friends_import_"))
                .map(series -> series.replaceFirst("\\{.*", "").replaceFirst("_(bucket|count|sum|max)$", "")))
                .containsOnly(told.toArray(String[]::new));
    }

    private static String requests(String app, String code, String outcome, String provider) {
        return "friends_import_requests_total{app=\"%s\",code=\"%s\",outcome=\"%s\",provider=\"%s\"}".formatted(app, code,
                outcome, provider);
    }

    private static String friends(String code, String status) {
        return "friends_import_friends_total{app=\"metered\",code=\"%s\",provider=\"tencent\",status=\"%s\"}".formatted(code,
                status);
    }

    /** By how much the series of a metric have grown, those left out that have not. */
    private static Map<String, Double> growth(Map<String, Double> before, String metric) {
        Map<String, Double> grown = new TreeMap<>();
        metrics().forEach((series, value) -> grown.put(series, value - before.getOrDefault(series, 0.0)));
        grown.entrySet().removeIf(entry -> !entry.getKey().startsWith(metric + "{") || entry.getValue() == 0);
        return grown;
    }

    private static Map<String, Double> metrics() {
        return ApiCaller.manage("/q/metrics").body().lines().filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }
}
