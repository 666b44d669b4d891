package org.friendsgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import org.friendsgateway.process.NeedsCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image fits the manifests, and the measurement that runs without a container engine. */
class ImageTest {

    private static final Path DOCKERFILE = Path.of("src", "main", "docker", "Dockerfile");
    private static final Path MEASUREMENT = Path.of("src", "test", "image", "start-to-first-import.sh");

    @Test
    void isPackedAndTrainedAsInTheMeasurement() throws IOException {
        String packing = one("(\\./mvnw .*?) -Dquarkus\\.application\\.version", image());
        String measurement = onOneLine(MEASUREMENT);

        assertThat(measurement).contains(packing).contains("src/main/docker/train.sh");
        assertThat(image()).contains("src/main/docker/train.sh");
        assertThat(all("COPY --from=build (.*) \\S+$", gateway()).stream().flatMap(files -> List.of(files.split(" ")).stream())
                .map(file -> file.replace("/build/", ""))).hasSize(3)
                .allSatisfy(file -> assertThat(measurement).contains(file));
    }

    @Test
    void startsAsItWasTrained() throws IOException {
        String start = one("ENTRYPOINT \\[(.*)]", gateway()).replace("\"", "").replace(",", "");
        String work = onOneLine(Path.of("src", "main", "docker", "gateway.sh"));

        assertThat(start).isEqualTo(one("gateway=\\((.*?)\\)", work) + " -XX:AOTCache=gateway.aot "
                + one("(-jar \\S+)", work));
    }

    @Test
    void fitsThePod() throws IOException {
        PodSpec pod = ((Deployment) StrictManifests.read(Files.readString(Path.of("k8s", "base", "deployment.yaml"))).get(0))
                .getSpec().getTemplate().getSpec();

        assertThat(one("USER (\\d+):\\d+", gateway())).isEqualTo(pod.getSecurityContext().getRunAsUser().toString());
        assertThat(one("EXPOSE (.*)", gateway())).isEqualTo(
                GatewayDefaults.number("quarkus.http.port") + " " + GatewayDefaults.number("quarkus.management.port"));
        List<String> folders = all("WORKDIR (.*)", gateway());
        assertThat(pod.getContainers().get(0).getVolumeMounts()).extracting(VolumeMount::getMountPath)
                .contains(folders.get(folders.size() - 1) + "/config");
    }

    @ParameterizedTest
    @ValueSource(strings = { "title", "description", "source", "version", "revision" })
    void hasTheLabel(String label) throws IOException {
        assertThat(stages().stream().filter(stage -> stage.contains("ENTRYPOINT"))).hasSize(2)
                .allSatisfy(stage -> assertThat(stage).contains("org.opencontainers.image." + label + "=\""));
    }

    @Test
    @NeedsCommand("kubectl")
    void simulatesTheVendorsOfTheDevOverlay() throws IOException, InterruptedException {
        String sandbox = stages().stream().filter(stage -> stage.contains(" AS sandbox")).findFirst().orElseThrow();
        Overlay overlay = Overlay.render("dev");
        PodSpec pod = overlay.pod();

        assertThat(one("ENTRYPOINT \\[(.*)]", sandbox))
                .endsWith("\"org.friendsgateway.sandbox.StandaloneSandbox\", \"%d\", \"%d\""
                        .formatted(port(overlay, "gateway.tencent.apps.tencent.base-url"),
                                port(overlay, "gateway.easemob.apps.easemob.base-url")));
        assertThat(one("USER (\\d+):\\d+", sandbox)).isEqualTo(pod.getSecurityContext().getRunAsUser().toString());
    }

    @Test
    @NeedsCommand("kubectl")
    void isTrainedBesideTheRedisOfTheDevOverlay() throws IOException, InterruptedException {
        Deployment redis = Overlay.render("dev").the(Deployment.class, "redis");

        assertThat(one("FROM (redis:\\S+)", image()))
                .isEqualTo(redis.getSpec().getTemplate().getSpec().getContainers().get(0).getImage());
    }

    private static int port(Overlay overlay, String key) {
        URI address = URI.create(overlay.properties().getProperty(key));
        assertThat(address.getHost()).isEqualTo("127.0.0.1");
        return address.getPort();
    }

    private static String image() throws IOException {
        return onOneLine(DOCKERFILE);
    }

    /** The stage that is built by default. */
    private static String gateway() throws IOException {
        return stages().get(stages().size() - 1);
    }

    private static List<String> stages() throws IOException {
        return List.of(image().split("(?m)^(?=FROM )"));
    }

    /** The text with continued lines joined. */
    private static String onOneLine(Path file) throws IOException {
        return Files.readString(file).replaceAll(" *\\\\\n *", " ");
    }

    private static String one(String pattern, String text) {
        assertThat(all(pattern, text)).as(pattern).hasSize(1);
        return all(pattern, text).get(0);
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().map((MatchResult found) -> found.group(1))
                .toList();
    }
}
