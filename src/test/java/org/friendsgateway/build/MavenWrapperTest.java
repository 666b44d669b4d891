package org.friendsgateway.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvnw} on a machine with a JDK and basic POSIX tools, but without Maven and tools that download or unpack. */
class MavenWrapperTest {

    private static final List<String> POSIX = List.of("sh", "sed", "dirname", "readlink", "mkdir", "mktemp", "mv", "rm", "cp");
    private static final String ZIP = "apache-maven-9.9.9-bin.zip";

    @TempDir
    Path folder;
    private Path project;
    private Path commands;
    private byte[] archive;
    private HttpServer server;
    private volatile boolean proxyWantsLogin;
    private final List<HttpExchange> downloads = new CopyOnWriteArrayList<>();

    /** What mvnw wrote, and its exit code. */
    private record Run(int status, String output) {
    }

    @BeforeEach
    void prepare() throws IOException, GeneralSecurityException {
        project = Files.createDirectories(folder.resolve("a project"));
        Path wrapper = Files.createDirectories(project.resolve(".mvn/wrapper"));
        Files.copy(Path.of("mvnw"), project.resolve("mvnw"));
        Files.copy(Path.of(".mvn/wrapper/MavenDownload.java"), wrapper.resolve("MavenDownload.java"));
        commands = Files.createDirectory(folder.resolve("commands"));
        for (String command : POSIX) {
            command(command, "exec " + Stream.of("/usr/bin", "/bin").map(bin -> Path.of(bin, command))
                    .filter(Files::isExecutable).findFirst().orElseThrow() + " \"$@\"\n");
        }
        archive = archive();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        pin("http://127.0.0.1:" + server.getAddress().getPort() + "/" + ZIP, sha512(archive));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void needsOnlyAJdk() throws IOException, InterruptedException {
        Run run = mvnw(Map.of(), "-q", "an argument");

        assertThat(run.output()).endsWith("Maven was given: -q, an argument\n");
        assertThat(run.status()).isEqualTo(7);
    }

    @Test
    void downloadsOnce() throws IOException, InterruptedException {
        assertThat(mvnw(Map.of(), "first").output()).contains("downloading Maven 9.9.9 once");

        assertThat(mvnw(Map.of(), "second").output()).isEqualTo("Maven was given: second\n");
        assertThat(downloads).hasSize(1);
    }

    @Test
    void refusesAnotherMavenThanThePinnedOne() throws IOException, InterruptedException {
        pin("http://127.0.0.1:" + server.getAddress().getPort() + "/" + ZIP, "0".repeat(128));

        Run run = mvnw(Map.of(), "verify");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("it is not the pinned Maven").doesNotContain("Maven was given");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void reportsWhyTheDownloadFailed() throws IOException, InterruptedException, GeneralSecurityException {
        pin("http://127.0.0.1:1/" + ZIP, sha512(archive));

        Run run = mvnw(Map.of(), "verify");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("http://127.0.0.1:1/" + ZIP).contains("Connection refused").contains("https_proxy")
                .doesNotContain("\tat ");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void downloadsThroughTheProxyOfTheEnvironment() throws IOException, InterruptedException, GeneralSecurityException {
        pin("http://downloads.invalid/" + ZIP, sha512(archive));

        Run run = mvnw(
                Map.of("http_proxy", "http://127.0.0.1:" + server.getAddress().getPort(), "no_proxy", "localhost,.local"),
                "verify");

        assertThat(run.output()).contains("Maven was given: verify");
        assertThat(downloads).extracting(HttpExchange::getRequestURI)
                .containsExactly(URI.create("http://downloads.invalid/" + ZIP));
    }

    @Test
    void logsInToTheProxy() throws IOException, InterruptedException, GeneralSecurityException {
        pin("http://downloads.invalid/" + ZIP, sha512(archive));
        proxyWantsLogin = true;
        String login = "Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes(UTF_8));

        Run run = mvnw(Map.of("HTTP_PROXY", "me:p%40ss@127.0.0.1:" + server.getAddress().getPort()), "verify");

        assertThat(run.output()).contains("Maven was given: verify");
        assertThat(downloads).extracting(each -> each.getRequestHeaders().getFirst("Proxy-Authorization"))
                .containsExactly(null, login);
    }

    @Test
    void bypassesTheProxyForExcludedHosts() throws IOException, InterruptedException, GeneralSecurityException {
        pin("http://downloads.invalid/" + ZIP, sha512(archive));

        Run run = mvnw(
                Map.of("http_proxy", "http://127.0.0.1:" + server.getAddress().getPort(), "no_proxy", "example.org, .invalid"),
                "verify");

        assertThat(run.output()).contains("UnknownHostException");
        assertThat(downloads).isEmpty();
    }

    @Test
    void prefersANewMavenOnThePath() throws IOException, InterruptedException {
        command("mvn", "[ \"$1\" != --version ] || { echo Apache Maven 3.9.1; exit; }\necho This Maven was given: \"$@\"\n");

        assertThat(mvnw(Map.of(), "verify").output()).isEqualTo("This Maven was given: verify\n");
        assertThat(downloads).isEmpty();
    }

    @Test
    void downloadsByAnOldMavenOnThePath() throws IOException, InterruptedException {
        Files.write(folder.resolve(ZIP), archive);
        command("mvn", "[ \"$1\" != --version ] || { echo Apache Maven 3.8.7; exit; }\ncp '" + folder.resolve(ZIP) + "' .\n");

        assertThat(mvnw(Map.of(), "verify").output()).contains("by the older mvn 3.8").endsWith("Maven was given: verify\n");
        assertThat(downloads).isEmpty();
    }

    @Test
    void downloadsByItselfIfAnOldMavenFails() throws IOException, InterruptedException {
        command("mvn", "[ \"$1\" != --version ] || { echo Apache Maven 3.8.7; exit; }\necho damaged >" + ZIP + "\n");

        assertThat(mvnw(Map.of(), "verify").output()).contains("it is not the pinned Maven")
                .endsWith("Maven was given: verify\n");
        assertThat(downloads).hasSize(1);
    }

    private Run mvnw(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(commands.resolve("sh").toString(), project.resolve("mvnw").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", commands.toString(), "JAVA_HOME", System.getProperty("java.home"),
                "MAVEN_USER_HOME", folder.resolve("maven home").toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** Files left by a rejected Maven. */
    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("maven home"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        downloads.add(exchange);
        if (proxyWantsLogin && !exchange.getRequestHeaders().containsKey("Proxy-Authorization")) {
            exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"proxy\"");
            exchange.sendResponseHeaders(407, -1);
        } else {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
        }
        exchange.close();
    }

    private void pin(String url, String sha512) throws IOException {
        Files.writeString(project.resolve(".mvn/wrapper/maven-wrapper.properties"),
                "distributionUrl=" + url + "\ndistributionSha512Sum=" + sha512 + "\n");
    }

    private void command(String name, String script) throws IOException {
        Files.createFile(commands.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(commands.resolve(name), "#!/bin/sh\n" + script);
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("apache-maven-9.9.9/bin/"));
            zip.putNextEntry(new ZipEntry("apache-maven-9.9.9/bin/mvn"));
            zip.write("#!/bin/sh\nprintf 'Maven was given: %s, %s\\n' \"$@\" | sed 's/, $//'\nexit 7\n".getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String sha512(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    }
}
