package org.friendsgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NeedsCommand;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packed gateway starts with the files and the environment of each overlay, and knows every key in them. */
@NeedsCommand("kubectl")
class OverlaysIT {

    private static final Pattern APP = Pattern.compile("gateway\\.\\w+\\.apps\\.([^.]+)\\..*");
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String HASH = "0".repeat(64);

    @TempDir
    Path workingDirectory;

    static Stream<Overlay> overlays() throws IOException, InterruptedException {
        return ManifestsTest.overlays();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void startAReadyGateway(Overlay overlay) throws IOException {
        File log = new File("target/overlay-" + overlay.name() + ".log");

        try (GatewayProcess gateway = start(overlay, environment(overlay), log)) {
            await("the gateway is ready").until(() -> gateway.ready() == 200);

            assertThat(overlay.properties().stringPropertyNames().stream().map(APP::matcher)
                    .filter(found -> found.matches()).map(found -> found.group(1)).distinct()).isNotEmpty()
                    .allSatisfy(app -> assertThat(gateway.metrics())
                            .contains("friends_import_quota_calls_per_second{app=\"" + app + "\""));
            assertThat(overlay.all(HorizontalPodAutoscaler.class)).flatMap(scaler -> scaler.getSpec().getMetrics())
                    .allSatisfy(metric -> assertThat(gateway.metrics())
                            .contains("\n" + metric.getPods().getMetric().getName() + "{"));
            // Without the shutdown delay, which only Kubernetes needs.
            gateway.kill();
        }
    }

    private GatewayProcess start(Overlay overlay, Map<String, String> environment, File log) throws IOException {
        Path config = Files.createDirectory(workingDirectory.resolve("config"));
        Files.writeString(config.resolve("application.properties"), overlay.propertiesFile());
        return GatewayProcess.start(workingDirectory, environment, ProcessBuilder.Redirect.to(log));
    }

    private static Map<String, String> environment(Overlay overlay) {
        Map<String, String> environment = new TreeMap<>();
        overlay.container().getEnv().forEach((EnvVar each) -> environment.put(each.getName(), each.getValue()));
        overlay.secretKeys().forEach(name -> environment.put(name, secret(name)));
        return environment;
    }

    private static String secret(String name) {
        return name.endsWith("_ENCRYPTION_KEY") ? KEY : name.endsWith("_SHA256") ? HASH : "secret";
    }
}
