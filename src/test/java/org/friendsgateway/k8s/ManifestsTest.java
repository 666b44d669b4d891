package org.friendsgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;

import org.friendsgateway.process.NeedsCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests fit each other, and the gateway. */
@NeedsCommand("kubectl")
class ManifestsTest {

    /** Plain Redis, Redis over TLS, and Sentinel. */
    private static final List<Integer> REDIS_PORTS = List.of(6379, 6380, 26379);

    static Stream<Overlay> overlays() throws IOException, InterruptedException {
        return Stream.of(Overlay.render("dev"), Overlay.render("production"));
    }

    @Test
    void knowsEveryOverlay() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("k8s", "overlays"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString())).containsExactlyInAnyOrder("dev", "production");
        }
    }

    @Test
    void areReadStrictly() throws IOException, InterruptedException {
        String yaml = Overlay.render("production").yaml();

        assertThatThrownBy(() -> StrictManifests.read(yaml.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem")))
                .hasMessageContaining("readOnlyRootFileSystem");
        assertThatThrownBy(() -> StrictManifests.read(yaml.replace("property: secret-key", "propertie: secret-key")))
                .hasMessageContaining("propertie");
        assertThatThrownBy(() -> StrictManifests.read(yaml.replace("path: /q/metrics", "paths: /q/metrics")))
                .hasMessageContaining("paths");
        assertThatThrownBy(() -> StrictManifests.read(yaml.replace("autoscaling/v2", "autoscaling/v2beta2")))
                .hasMessageContaining("v2beta2");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void giveEveryContainerMinimalPrivileges(Overlay overlay) {
        assertThat(overlay.all(Deployment.class)).isNotEmpty().allSatisfy(deployment -> {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).allSatisfy(container -> {
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsOnlyKeys("memory");
            });
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void haveServicesThatSelectPods(Overlay overlay) {
        assertThat(overlay.all(Service.class)).isNotEmpty().allSatisfy(service -> {
            List<ContainerPort> ports = overlay.all(Deployment.class).stream()
                    .filter(deployment -> has(deployment, service.getSpec().getSelector()))
                    .flatMap(deployment -> deployment.getSpec().getTemplate().getSpec().getContainers().stream())
                    .flatMap(container -> container.getPorts().stream()).toList();
            assertThat(service.getSpec().getPorts()).extracting(ServicePort::getTargetPort)
                    .allSatisfy(target -> assertThat(ports).anyMatch(port -> is(target, port)));
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void haveSelectorsThatSelectTheGateway(Overlay overlay) {
        Deployment gateway = overlay.the(Deployment.class, Overlay.GATEWAY);
        List<LabelSelector> selectors = Stream.of(
                Stream.of(gateway.getSpec().getSelector()),
                overlay.all(PodDisruptionBudget.class).stream().map(budget -> budget.getSpec().getSelector()),
                overlay.all(NetworkPolicy.class).stream().map(policy -> policy.getSpec().getPodSelector()),
                overlay.pod().getTopologySpreadConstraints().stream().map(spread -> spread.getLabelSelector()))
                .flatMap(all -> all).toList();

        assertThat(selectors).hasSize(5).allMatch(selector -> has(gateway, selector.getMatchLabels()));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void exposeThePortsOfTheGateway(Overlay overlay) {
        assertThat(overlay.container().getPorts()).extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactly(
                        tuple("http", GatewayDefaults.number("quarkus.http.port")),
                        tuple("management", GatewayDefaults.number("quarkus.management.port")));
        assertThat(overlay.the(NetworkPolicy.class, Overlay.GATEWAY).getSpec().getIngress())
                .flatExtracting(rule -> rule.getPorts()).extracting(port -> port.getPort().getIntVal())
                .containsExactly(GatewayDefaults.number("quarkus.http.port"),
                        GatewayDefaults.number("quarkus.management.port"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void allowTheGatewayToReachRedis(Overlay overlay) {
        int port = URI.create(overlay.properties().getProperty("quarkus.redis.hosts")).getPort();
        List<NetworkPolicyEgressRule> rules = rulesThatOpen(port, overlay);
        List<LabelSelector> reached = rules.stream().flatMap(rule -> rule.getTo().stream()).map(peer -> peer.getPodSelector())
                .toList();
        List<Deployment> besideIt = overlay.all(Deployment.class).stream()
                .filter(deployment -> !deployment.getMetadata().getName().equals(Overlay.GATEWAY)).toList();

        assertThat(reached).as("pods that port %s is open to", port).isNotEmpty();
        assertThat(rules).allSatisfy(rule -> assertThat(ports(rule)).containsAll(REDIS_PORTS));
        assertThat(besideIt).hasSize(overlay.name().equals("dev") ? 1 : 0)
                .allMatch(redis -> reached.stream().anyMatch(selector -> has(redis, selector.getMatchLabels())));
    }

    @Test
    void allowARedisOutsideTheClusterByAPatch(@TempDir Path folder) throws IOException, InterruptedException {
        Path k8s = folder.toRealPath().relativize(Path.of("k8s").toRealPath());
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%1$s/overlays/production]
                components: [%1$s/components/redis-outside]
                """.formatted(k8s));

        List<NetworkPolicyEgressRule> added = rulesThatOpen(6380, Overlay.render("outside", folder)).stream()
                .filter(rule -> rule.getTo().stream().allMatch(peer -> peer.getIpBlock() != null)).toList();

        assertThat(added).hasSize(1).allSatisfy(rule -> assertThat(ports(rule)).containsExactlyElementsOf(REDIS_PORTS));
        assertThat(rulesThatOpen(6380, Overlay.render("production"))).flatExtracting(rule -> rule.getTo())
                .allSatisfy(peer -> assertThat(peer.getIpBlock()).isNull());
    }

    private static List<NetworkPolicyEgressRule> rulesThatOpen(int port, Overlay overlay) {
        return overlay.the(NetworkPolicy.class, Overlay.GATEWAY).getSpec().getEgress().stream()
                .filter(rule -> ports(rule).contains(port)).toList();
    }

    private static List<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(open -> open.getPort().getIntVal()).toList();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void probeTheManagementPort(Overlay overlay) {
        var gateway = overlay.container();

        assertThat(List.of(gateway.getStartupProbe(), gateway.getLivenessProbe(), gateway.getReadinessProbe()))
                .extracting(Probe::getHttpGet).allMatch(get -> is(get.getPort(), gateway.getPorts().get(1)))
                .extracting(get -> get.getPath()).containsExactly("/q/health/started", "/q/health/live", "/q/health/ready");
    }

    @Test
    void havePrometheusScrapeTheMetrics() throws IOException, InterruptedException {
        Overlay overlay = Overlay.render("production");
        ServiceMonitor monitor = overlay.the(ServiceMonitor.class, Overlay.GATEWAY);
        Map<String, String> wanted = monitor.getSpec().getSelector().getMatchLabels();

        List<Service> watched = overlay.all(Service.class).stream()
                .filter(service -> service.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet())).toList();

        assertThat(watched).hasSize(1);
        assertThat(watched.get(0).getSpec().getPorts()).extracting(ServicePort::getName)
                .contains(monitor.getSpec().getEndpoints().get(0).getPort());
        assertThat(monitor.getSpec().getEndpoints()).extracting(endpoint -> endpoint.getPath()).containsExactly("/q/metrics");
    }

    @Test
    void areSelectedByThePrometheusOfTheRelease() throws IOException, InterruptedException {
        List<HasMetadata> read = Overlay.render("production").resources().stream()
                .filter(each -> each instanceof ServiceMonitor || each instanceof PrometheusRule).map(HasMetadata.class::cast)
                .toList();

        assertThat(read).hasSize(2).allSatisfy(each -> assertThat(each.getMetadata().getLabels()).containsKey("release"));
    }

    @Test
    void useTheConfiguredRegistry() throws IOException, InterruptedException {
        assertThat(Overlay.render("production").container().getImage()).startsWith("registry.example.com/friends-gateway:");
    }

    @Test
    void runSimulatedVendorsOfTheSameVersionInTheDevOverlay() throws IOException, InterruptedException {
        Overlay overlay = Overlay.render("dev");
        String version = overlay.container().getImage().replaceFirst(".*:", "");

        assertThat(overlay.container("vendors").getImage()).isEqualTo("friends-gateway-sandbox:" + version);
    }

    @Test
    void scaleTheGatewayByImportsInFlight() throws IOException, InterruptedException {
        Overlay overlay = Overlay.render("production");
        HorizontalPodAutoscaler scaler = overlay.the(HorizontalPodAutoscaler.class, Overlay.GATEWAY);
        Deployment gateway = overlay.the(Deployment.class, scaler.getSpec().getScaleTargetRef().getName());
        var metric = scaler.getSpec().getMetrics().get(0).getPods();

        assertThat(gateway.getSpec().getReplicas()).as("replicas that would work against the autoscaler").isNull();
        assertThat(metric.getMetric().getName()).isEqualTo("friends_import_in_flight");
        assertThat(metric.getTarget().getAverageValue().getNumericalAmount().intValue())
                .isLessThan(GatewayDefaults.app().maxInFlight());
        assertThat(overlay.properties().getProperty("gateway.expected-replicas"))
                .isEqualTo(Integer.toString(2 * scaler.getSpec().getMaxReplicas()));
    }

    private static boolean has(Deployment deployment, Map<String, String> labels) {
        return deployment.getSpec().getTemplate().getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    private static boolean is(IntOrString target, ContainerPort port) {
        return port.getName().equals(target.getStrVal()) || port.getContainerPort().equals(target.getIntVal());
    }
}
