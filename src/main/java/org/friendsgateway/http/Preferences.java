package org.friendsgateway.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.friendsgateway.pipeline.PipelineConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a caller prefers: {@code wait} and {@code handling}. What is malformed or not known is ignored, as the RFC asks.
 *
 * @param patience how long the caller waits, within what the configuration allows
 * @param strict whether to refuse what the vendor cannot store
 * @param applied the preferences that were honoured, as a header's value; empty when there were none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
record Preferences(Duration patience, boolean strict, String applied) {

    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final int LONGEST_NUMBER = 9;

    /** @param headers the values of all {@code Prefer} headers */
    static Preferences of(List<String> headers, PipelineConfig config) {
        if (headers.isEmpty()) {
            return new Preferences(config.defaultWait(), false, "");
        }
        Map<String, String> preferences = parse(headers);
        Optional<Duration> wait = Optional.ofNullable(preferences.get("wait")).filter(SECONDS.asMatchPredicate())
                .map(seconds -> clamp(seconds, config.maxWait()));
        String handling = preferences.getOrDefault("handling", "").toLowerCase(Locale.ROOT);
        List<String> applied = new ArrayList<>();
        wait.ifPresent(honoured -> applied.add("wait=" + honoured.toSeconds()));
        if (handling.equals("strict") || handling.equals("lenient")) {
            applied.add("handling=" + handling);
        }
        return new Preferences(wait.orElse(config.defaultWait()), handling.equals("strict"), String.join(", ", applied));
    }

    private static Map<String, String> parse(List<String> headers) {
        Map<String, String> preferences = new HashMap<>();
        for (String header : headers) {
            HeaderScanner scanner = new HeaderScanner(header);
            while (!scanner.atEnd()) {
                if (!scanner.skip(',')) {
                    parseOne(scanner, preferences);
                }
            }
        }
        return preferences;
    }

    // preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] )
    private static void parseOne(HeaderScanner scanner, Map<String, String> preferences) {
        String name = scanner.token();
        String value = name == null ? null : value(scanner);
        if (name != null && value != null && skipParameters(scanner) && (scanner.atEnd() || scanner.skip(','))) {
            // Of several values for one preference the first counts.
            preferences.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
        } else {
            scanner.skipElement();
        }
    }

    /** The value after a name; empty when there is none, and null when it is malformed. */
    private static @Nullable String value(HeaderScanner scanner) {
        return scanner.skipSeparator('=') ? scanner.word() : "";
    }

    private static boolean skipParameters(HeaderScanner scanner) {
        while (scanner.skipSeparator(';')) {
            if (scanner.token() != null && value(scanner) == null) {
                return false;
            }
        }
        return true;
    }

    private static Duration clamp(String seconds, Duration longest) {
        Duration wait = seconds.length() > LONGEST_NUMBER ? longest : Duration.ofSeconds(Math.max(1, Long.parseLong(seconds)));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
