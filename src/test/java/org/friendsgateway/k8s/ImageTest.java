package org.friendsgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import org.junit.jupiter.api.Test;

/** The image is what the manifests take it for, and what is measured without a container engine. */
class ImageTest {

    private static final Path DOCKERFILE = Path.of("src", "main", "docker", "Dockerfile");
    private static final Path MEASUREMENT = Path.of("src", "test", "image", "start-to-first-import.sh");

    @Test
    void isPackedAndTrainedAsInTheMeasurement() throws IOException {
        String packing = one("RUN (\\./mvnw .*)", image());
        String measurement = onOneLine(MEASUREMENT);

        assertThat(measurement).contains(packing).contains("src/main/docker/train.sh");
        assertThat(image()).contains("src/main/docker/train.sh");
        assertThat(all("COPY --from=build (.*) \\S+$", image()).stream().flatMap(files -> List.of(files.split(" ")).stream())
                .map(file -> file.replace("/build/", ""))).hasSize(3)
                .allSatisfy(file -> assertThat(measurement).contains(file));
    }

    @Test
    void startsAsItWasTrained() throws IOException {
        String start = one("ENTRYPOINT \\[(.*)]", image()).replace("\"", "").replace(",", "");
        String work = onOneLine(Path.of("src", "main", "docker", "at-work.sh"));

        assertThat(start).isEqualTo(one("gateway=\\((.*?)\\)", work) + " -XX:AOTCache=gateway.aot "
                + one("(-jar \\S+)", work));
    }

    @Test
    void isWhatThePodExpects() throws IOException {
        PodSpec pod = ((Deployment) Strictly.read(Files.readString(Path.of("k8s", "base", "deployment.yaml"))).get(0))
                .getSpec().getTemplate().getSpec();

        assertThat(one("USER (\\d+):\\d+", image())).isEqualTo(pod.getSecurityContext().getRunAsUser().toString());
        assertThat(one("EXPOSE (.*)", image())).isEqualTo(
                Gateway.number("quarkus.http.port") + " " + Gateway.number("quarkus.management.port"));
        List<String> folders = all("WORKDIR (.*)", image());
        assertThat(pod.getContainers().get(0).getVolumeMounts()).extracting(VolumeMount::getMountPath)
                .contains(folders.get(folders.size() - 1) + "/config");
    }

    private static String image() throws IOException {
        return onOneLine(DOCKERFILE);
    }

    /** With continued lines joined. */
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
