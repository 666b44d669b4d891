package org.friendsgateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.page.MarkdownPage.Fence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages name exists. */
class PagesTest {

    private static final MarkdownPage README = MarkdownPage.read(Path.of("README.md"));
    private static final MarkdownPage API = MarkdownPage.read(Path.of("src", "docs", "api.md"));
    private static final MarkdownPage OPERATIONS = MarkdownPage.read(Path.of("src", "docs", "operations.md"));
    private static final MarkdownPage REDIS = MarkdownPage.read(Path.of("src", "docs", "redis.md"));

    private static final Pattern METRIC = Pattern.compile("\\bfriends_import_\\w+");
    private static final Pattern ALERT = Pattern.compile("\\bFriendsGateway[A-Z]\\w+");
    private static final Pattern REDIS_KEY = Pattern.compile("(?:\\{[^}]+}|…):([a-z-]+)(?=[:`])");
    private static final Pattern PATH = Pattern.compile("(?<![\\w./~$-])\\.?[\\w-]+(?:/[\\w.-]+)+(?=[\\s'`,)]|$)");
    private static final Pattern PROFILE = Pattern.compile(" -P(\\w+)");
    private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test='?([\\w,]+)'?(?=\\s|$)");
    private static final Set<String> NO_TESTS = Set.of("NoneAtAll");

    static List<MarkdownPage> pages() {
        return MarkdownPage.all();
    }

    @Test
    void areAllReachedFromTheReadme() {
        assertThat(README.links()).containsAll(
                pages().stream().map(MarkdownPage::toString).filter(page -> !page.equals("README.md")).toList());
    }

    @Test
    void beginWithAShortOne() {
        assertThat(README.lines()).hasSizeLessThanOrEqualTo(150);
    }

    @Test
    void drawEveryRoom() throws IOException {
        Pattern room = Pattern.compile("(?<![/\\w])(\\w+)/");
        String picture = README.fences().stream().filter(fence -> fence.language().isEmpty()).map(Fence::text)
                .collect(Collectors.joining());

        try (Stream<Path> files = Files.list(Path.of("src", "main", "java", "org", "friendsgateway"))) {
            assertThat(files.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(room.matcher(picture).results().map(found -> found.group(1))
                            .collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void leadToFilesAndHeadingsThatExist(MarkdownPage page) {
        assertThat(page.links()).filteredOn(link -> !link.startsWith("https://")).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
            assertThat(target).exists();
            assertThat(parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1])).as(link).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nameFilesThatExist(MarkdownPage page) {
        Stream<String> commands = page.fences().stream().filter(fence -> fence.language().equals("sh")).map(Fence::text);

        assertThat(Stream.concat(page.codeSpans().stream(), commands).flatMap(code -> PATH.matcher(code).results())
                .map(found -> found.group()).filter(PagesTest::isInTheProject)).allSatisfy(
                        path -> assertThat(Path.of(path)).exists());
    }

    // Other paths are those of a container, of the API or of an image.
    private static boolean isInTheProject(String path) {
        return path.matches("(src|k8s|\\.ci|\\.github|\\.mvn)/.*");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void runProfilesAndTestsThatExist(MarkdownPage page) throws IOException {
        assertThat(page.matches(PROFILE).map(found -> found.group(1)))
                .isSubsetOf(names("<id>(\\w+)</id>", Path.of("pom.xml")));
        assertThat(page.matches(TEST).flatMap(found -> Stream.of(found.group(1).split(",")))
                .filter(test -> !NO_TESTS.contains(test) && !testClasses().contains(test))).isEmpty();
    }

    @Test
    void nameTestsThatExist() {
        MarkdownPage contributing = MarkdownPage.read(Path.of(".github", "CONTRIBUTING.md"));

        assertThat(contributing.codeSpans()).filteredOn(code -> code.matches("\\w+(Test|IT)") && !code.startsWith("X"))
                .isNotEmpty().filteredOn(test -> !testClasses().contains(test)).isEmpty();
    }

    private static Set<String> testClasses() {
        return filesBelow(Path.of("src", "test", "java")).map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showYamlThatCanBeRead(MarkdownPage page) {
        assertThat(page.fences()).filteredOn(fence -> fence.language().equals("yaml"))
                .allSatisfy(fence -> assertThat(new YAMLMapper().readTree(fence.text())).isNotEmpty());
    }

    /** MetricsTest holds the table of operations to the metrics of a gateway. */
    @ParameterizedTest
    @MethodSource("pages")
    void nameMetricsThatExist(MarkdownPage page) {
        Set<String> known = OPERATIONS.matches(METRIC).map(found -> found.group()).collect(Collectors.toSet());

        assertThat(page.matches(METRIC).map(found -> found.group())).isSubsetOf(known);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nameAlertsThatExist(MarkdownPage page) throws IOException {
        assertThat(page.matches(ALERT).map(found -> found.group()))
                .isSubsetOf(names("alert: (\\w+)", Path.of("k8s", "base", "prometheus-rules.yaml")));
    }

    @Test
    void namePanelsThatExist() throws IOException {
        assertThat(names("\\*([A-Z][^*\n]+)\\*", Path.of("k8s", "runbooks.md"))).isNotEmpty()
                .isSubsetOf(names("\"title\": \"([^\"]+)\"", Path.of("k8s", "base", "dashboard.json")));
    }

    private static Set<String> names(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(file)).results().map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void describeEveryErrorCode(Kind kind) {
        assertThat(API.lines()).contains("| `%s` | %d | %s | %s | %s |".formatted(kind.code(), kind.status(),
                kind.origin().code(), kind.retryable() ? "yes" : "no", kind.title()));
    }

    @Test
    void describeNoOtherErrorCode() {
        assertThat(API.lines().stream().filter(line -> line.matches("\\| `\\w+` \\| [45]\\d\\d \\| .*")))
                .hasSize(Kind.values().length);
    }

    @Test
    void nameRedisKeysThatTheCodeHas() {
        List<String> keys = REDIS.matches(REDIS_KEY).map(found -> found.group(1)).distinct().toList();

        assertThat(keys).hasSizeGreaterThan(8);
        assertThat(keys).filteredOn(key -> !isInTheCode("\"" + key + ":?\"")).isEmpty();
    }

    @Test
    void nameLogLinesThatTheCodeWrites() {
        List<String> messages = OPERATIONS.lines().stream().filter(line -> line.contains("| `org.friendsgateway."))
                .flatMap(line -> Pattern.compile("`([a-z ]+)`").matcher(line.split(" \\| ", -1)[0]).results())
                .map(found -> found.group(1)).toList();

        assertThat(messages).hasSize(7);
        assertThat(messages).filteredOn(message -> !isInTheCode("\"" + message + "\"")).isEmpty();
    }

    private static boolean isInTheCode(String pattern) {
        return filesBelow(Path.of("src", "main", "java")).anyMatch(file -> Pattern.compile(pattern).matcher(read(file)).find());
    }

    @Test
    void nameTheQuarkusThatIsBuiltWith() throws IOException {
        String version = Files.readString(Path.of("pom.xml")).replaceAll("(?s).*<quarkus.version>(.*?)<.*", "$1");

        assertThat(README.text()).contains("Quarkus " + version);
        assertThat(Files.readString(Path.of(".github", "CONTRIBUTING.md"))).contains("Quarkus " + version);
    }

    private static Stream<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
