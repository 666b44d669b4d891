package org.friendsgateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys that the pages name are those of the gateway and of Quarkus. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("src", "docs", "configuration.md");
    private static final String COMMAND = "./mvnw test -Dtest=ConfigurationPageTest -Dgolden.update=true";
    private static final String BEGIN = "<!-- Generated from the configuration mappings and their javadoc: " + COMMAND + " -->";
    private static final String END = "<!-- The end of what is generated. -->";
    private static final Pattern KEY = Pattern.compile("(?<![\\w.-])(gateway|quarkus)\\.[\\w<>.*-]*[\\w>*](?![\\w<]|:)");
    private static final String QUARKUS_KEYS = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final List<String> TABLE = ConfigurationKeys.table();
    private static final List<Predicate<String>> KNOWN = Stream.concat(TABLE.stream().skip(2)
            .map(row -> row.split("`", -1)[1]), quarkusKeys()).map(ConfigurationPageTest::isOrBegins).toList();
    /** A vendor in general, and a property of Maven. */
    private static final Set<String> NO_KEYS = Set.of("gateway.x", "quarkus.version");

    static List<MarkdownPage> pages() {
        return MarkdownPage.all();
    }

    @Test
    void listsEveryKeyOfTheGateway() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        List<String> expected = Stream.of(lines.subList(0, lines.indexOf(BEGIN) + 1), List.of(""), TABLE,
                List.of(""), lines.subList(lines.indexOf(END), lines.size())).flatMap(List::stream).toList();
        if (Boolean.getBoolean("golden.update")) {
            Files.write(PAGE, expected);
        }

        assertThat(Files.readAllLines(PAGE))
                .as("The configuration mappings have changed. Update the page: " + COMMAND)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nameKeysThatExist(MarkdownPage page) {
        assertThat(keys(page)).filteredOn(key -> !NO_KEYS.contains(key))
                .allSatisfy(key -> assertThat(KNOWN).as(key).anyMatch(each -> each.test(key)));
    }

    private static Stream<String> keys(MarkdownPage page) {
        Stream<String> written = page.codeSpans().stream().flatMap(code -> KEY.matcher(code).results())
                .map(found -> found.group());
        return Stream.concat(written, page.fences().stream().filter(fence -> fence.language().equals("properties"))
                .flatMap(fence -> properties(fence.text()).stringPropertyNames().stream()));
    }

    private static Properties properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return properties;
    }

    /**
     * A name within a key, such as an app's, may be any. A key that ends with {@code .*} or a name may be the beginning of one.
     */
    private static Predicate<String> isOrBegins(String key) {
        String[] words = key.split("\\.", -1);
        return written -> {
            String[] own = written.replaceFirst("\\.\\*$", "").split("\\.", -1);
            boolean family = written.endsWith(".*") || written.endsWith(">");
            return own.length <= words.length && (own.length == words.length || family)
                    && Stream.iterate(0, i -> i < own.length, i -> i + 1)
                            .allMatch(i -> words[i].equals(own[i]) || words[i].matches("[<\"\\[].*"));
        };
    }

    private static Stream<String> quarkusKeys() {
        try {
            return Collections.list(Thread.currentThread().getContextClassLoader().getResources(QUARKUS_KEYS)).stream()
                    .flatMap(ConfigurationPageTest::keysOf).collect(Collectors.toSet()).stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Stream<String> keysOf(URL model) {
        try (InputStream file = model.openStream()) {
            return new JsonMapper().readTree(file).findValuesAsText("property").stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
