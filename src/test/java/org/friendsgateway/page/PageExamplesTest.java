package org.friendsgateway.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.friendsgateway.page.MarkdownPage.Fence;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.server.Latency;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that the pages show give the responses that they show; ids and times may differ. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
@NeedsCommand({ "bash", "curl" })
class PageExamplesTest {

    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @SuppressWarnings("NullAway.Init") // SimulatedVendors fills it in
    private Sandbox sandbox;

    /** A response as curl prints it. */
    private record Response(String status, Map<String, String> headers, String body) {

        static Response read(String text) {
            List<String> lines = text.lines().toList();
            int blank = lines.indexOf("");
            Map<String, String> headers = new TreeMap<>();
            lines.subList(1, blank).stream().map(line -> line.split(": ", 2))
                    .forEach(header -> headers.put(header[0].toLowerCase(Locale.ROOT), header[1]));
            return new Response(lines.get(0), headers,
                    lines.stream().skip(blank + 1L).collect(Collectors.joining("\n")));
        }
    }

    static List<MarkdownPage> pages() {
        return MarkdownPage.all().stream().filter(page -> page.fences().stream().anyMatch(PageExamplesTest::isRequest))
                .toList();
    }

    @AfterEach
    void restoreTheVendors() {
        // As SimulatedVendors starts them.
        sandbox.tencent().faults().clear();
        sandbox.tencent().setLatency(Latency.processing(Duration.ofMillis(2)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void areAnsweredAsShown(MarkdownPage page) throws IOException, InterruptedException {
        Iterator<Fence> fences = page.fences().iterator();
        String printed = "";
        while (fences.hasNext()) {
            Fence fence = fences.next();
            String place = page + ":" + fence.line();
            if (isRequest(fence)) {
                printed = run(fence.text(), place);
            } else if (fence.language().equals("http")) {
                check(Response.read(normalised(printed)), Response.read(normalised(fence.text())), place);
            }
        }
    }

    @Test
    void areAboutTheAppsOfDevMode() throws IOException {
        String properties = Files
                .readString(Path.of("src", "sandbox", "resources", "META-INF", "microprofile-config.properties"));
        List<String> apps = pages().stream().flatMap(page -> page.fences().stream()).filter(PageExamplesTest::isRequest)
                .filter(fence -> fence.text().contains("/friends/import"))
                .map(fence -> fence.text().replaceAll("(?s).*\"app\": \"(\\w+)\".*", "$1")).distinct().toList();

        assertThat(apps).containsExactlyInAnyOrder("tencent", "easemob")
                .allSatisfy(app -> assertThat(properties).contains("gateway." + app + ".apps." + app + ".base-url="));
    }

    private static boolean isRequest(Fence fence) {
        return fence.language().equals("sh") && fence.text().startsWith("curl ");
    }

    private static void check(Response response, Response shown, String place) {
        assertThat(response.status()).as(place).isEqualTo(shown.status());
        assertThat(response.headers()).as(place).containsAllEntriesOf(shown.headers());
        assertThat(ApiCaller.json(response.body())).as(place).isEqualTo(ApiCaller.json(shown.body()));
    }

    private String run(String command, String place) throws IOException, InterruptedException {
        String here = command.replace("localhost:8080", ApiCaller.api().getAuthority())
                .replace("localhost:8091", "127.0.0.1:" + sandbox.tencent().port());
        Process bash = new ProcessBuilder("bash", "-c", here.replaceFirst("^curl ", "curl --silent --show-error "))
                .redirectErrorStream(true).start();
        try (InputStream output = bash.getInputStream()) {
            String printed = new String(output.readAllBytes(), UTF_8);
            assertThat(bash.waitFor()).as(place + " " + printed).isZero();
            return printed;
        }
    }

    private static String normalised(String text) {
        return text.replaceAll(ID, "an-id").replace("\r", "");
    }
}
