package org.friendsgateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One page for people who use, run or change the gateway. */
public record MarkdownPage(Path path, List<String> lines) {

    private static final String FENCE = "```";
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");

    /**
     * A block between two lines of three backticks.
     *
     * @param line the number of its first line in the page
     * @param language such as {@code sh}; empty when there is none
     */
    public record Fence(int line, String language, String text) {
    }

    public static MarkdownPage read(Path path) {
        try {
            return new MarkdownPage(path, Files.readAllLines(path));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Every page of the project. */
    static List<MarkdownPage> all() {
        return Stream.of(".", "src/docs", "k8s", ".github").map(Path::of).flatMap(MarkdownPage::in).sorted()
                .map(MarkdownPage::read).toList();
    }

    private static Stream<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md")).map(Path::normalize).toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public String text() {
        return String.join("\n", lines);
    }

    public List<Fence> fences() {
        List<Fence> fences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                fences.add(new Fence(i + 2, lines.get(i).substring(FENCE.length()),
                        String.join("\n", lines.subList(i + 1, end))));
                i = end;
            }
        }
        return fences;
    }

    /** All but the fences. */
    String prose() {
        return text().replaceAll("(?ms)^```.*?^```$", "");
    }

    /** The texts within single backticks. */
    List<String> codeSpans() {
        return CODE_SPAN.matcher(prose()).results().map(found -> found.group(1).replaceAll("\\s+", " ")).toList();
    }

    /** Where links lead to. */
    List<String> links() {
        return LINK.matcher(prose()).results().map(found -> found.group(1)).toList();
    }

    /** The anchors that GitHub makes of the headings. */
    List<String> anchors() {
        return prose().lines().filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    /** Where a pattern occurs, fences included. */
    Stream<MatchResult> matches(Pattern pattern) {
        return pattern.matcher(text()).results();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
