package org.friendsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.friendsgateway.page.MarkdownPage;
import org.junit.jupiter.api.Test;

/** The build generates clients with the generator and the options that the API page shows. */
class GeneratorOptionsTest {

    private static final MarkdownPage PAGE = MarkdownPage.read(Path.of("src", "docs", "api.md"));

    @Test
    void areThoseOfTheApiPage() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String commands = PAGE.fences().stream().filter(fence -> fence.text().contains("openapi-generator-cli"))
                .map(MarkdownPage.Fence::text).findFirst().orElseThrow();

        assertThat(found(" -g (\\S+)", commands)).hasSize(3)
                .containsExactlyElementsOf(found("<generatorName>(.*)</generatorName>", pom));
        assertThat(found("--library (\\S+)", commands)).containsExactlyElementsOf(found("<library>(.*)</library>", pom));
        assertThat(found("--schema-mappings=(\\S+)", commands))
                .containsExactlyElementsOf(found("<schemaMapping>(.*)</schemaMapping>", pom));
        assertThat(found("(\\w+=\\w+)", String.join(" ", found("--additional-properties=(\\S+)", commands))))
                .containsExactlyElementsOf(found("(?s)<configOptions>(.*?)</configOptions>", pom).stream()
                        .flatMap(options -> Pattern.compile("<(\\w+)>(\\w+)</").matcher(options).results())
                        .map(option -> option.group(1) + "=" + option.group(2)).toList());
        assertThat(PAGE.text()).contains("OpenAPI Generator "
                + found("<openapi-generator-plugin.version>(.*)</openapi-generator-plugin.version>", pom).get(0));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }
}
