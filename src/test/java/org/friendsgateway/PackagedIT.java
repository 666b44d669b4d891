package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;

/** The content of the package, and how it starts. */
class PackagedIT {

    private static final Path PACKED = Path.of("target", "quarkus-app");
    private static final Pattern MANAGEMENT = Pattern.compile("Management interface listening on (http://[0-9.]+:\\d+)");

    @Test
    void packsNoSimulatedVendor() throws IOException {
        List<String> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(PACKED)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    zip.stream().map(ZipEntry::getName).filter(name -> name.startsWith("org/friendsgateway/"))
                            .forEach(classes::add);
                }
            }
        }

        assertThat(classes).contains("org/friendsgateway/http/FriendsResource.class")
                .noneMatch(name -> name.contains("/sandbox/") || name.contains("DevSandbox"));
    }

    @Test
    void becomesReadyWithOneApp() throws IOException, InterruptedException {
        Process gateway = start("-Dgateway.tencent.apps.only.sdk-app-id=1",
                "-Dgateway.tencent.apps.only.identifier=administrator", "-Dgateway.tencent.apps.only.secret-key=a-secret");
        try (BufferedReader output = gateway.inputReader()) {
            URI management = output.lines().map(MANAGEMENT::matcher).filter(Matcher::find)
                    .map(found -> URI.create(found.group(1).replace("0.0.0.0", "127.0.0.1"))).findFirst().orElseThrow();

            int status = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(management.resolve("/q/health/ready")).build(), BodyHandlers.discarding())
                    .statusCode();

            assertThat(status).isEqualTo(200);
        } finally {
            gateway.destroy();
            assertThat(gateway.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void stopsAtOnceWithoutAnyApp() throws IOException, InterruptedException {
        Process gateway = start();
        try (BufferedReader output = gateway.inputReader()) {
            List<String> lines = output.lines().toList();

            assertThat(gateway.waitFor()).isNotZero();
            assertThat(lines).anyMatch(line -> line.contains("No app is configured"));
        }
    }

    private static Process start(String... properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + File.separator + "bin"
                + File.separator + "java", "-Dquarkus.http.port=0", "-Dquarkus.management.port=0",
                "-Dgateway.auth.mode=none"));
        command.addAll(List.of(properties));
        command.addAll(List.of("-jar", PACKED.resolve("quarkus-run.jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("QUARKUS_"));
        return builder.start();
    }
}
