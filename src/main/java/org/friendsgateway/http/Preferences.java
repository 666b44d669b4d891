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
 * The preferences of the {@code Prefer} header: {@code wait}, {@code handling} and, for a stream, {@code return}. Malformed and
 * unknown ones are ignored, as
 * the RFC demands.
 *
 * @param timeout how long the caller waits, at most the configured maximum
 * @param strict whether to refuse fields that the vendor cannot store
 * @param minimal whether to leave out what was complete
 * @param applied the value of {@code Preference-Applied}; empty when no preference was honoured
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
record Preferences(Duration timeout, boolean strict, boolean minimal, String applied) {

    /** Without a {@code Prefer} header that matters. */
    static final Preferences NONE = new Preferences(Duration.ZERO, false, false, "");

    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final int MAX_DIGITS = 9;

    /** @param headers the values of all {@code Prefer} headers */
    static Preferences of(List<String> headers, PipelineConfig config) {
        return of(headers, config.defaultWait(), config.maxWait(), false);
    }

    /** The preferences of a request with a stream, which waits for {@code maxWait} without any. */
    static Preferences ofStream(List<String> headers, Duration maxWait) {
        return of(headers, maxWait, maxWait, true);
    }

    private static Preferences of(List<String> headers, Duration defaultWait, Duration maxWait, boolean stream) {
        if (headers.isEmpty()) {
            return new Preferences(defaultWait, false, false, "");
        }
        Map<String, String> preferences = parse(headers);
        Optional<Duration> wait = Optional.ofNullable(preferences.get("wait")).filter(SECONDS.asMatchPredicate())
                .map(seconds -> clamp(seconds, maxWait));
        String handling = preferences.getOrDefault("handling", "").toLowerCase(Locale.ROOT);
        boolean minimal = stream && "minimal".equalsIgnoreCase(preferences.get("return"));
        List<String> applied = new ArrayList<>();
        wait.ifPresent(timeout -> applied.add("wait=" + timeout.toSeconds()));
        if (handling.equals("strict") || handling.equals("lenient")) {
            applied.add("handling=" + handling);
        }
        if (minimal) {
            applied.add("return=minimal");
        }
        return new Preferences(wait.orElse(defaultWait), handling.equals("strict"), minimal, String.join(", ", applied));
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
            // The first of several values for one preference counts.
            preferences.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
        } else {
            scanner.skipElement();
        }
    }

    // The value after a name; empty when there is none, null when it is malformed.
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

    private static Duration clamp(String seconds, Duration max) {
        Duration wait = seconds.length() > MAX_DIGITS ? max : Duration.ofSeconds(Math.max(1, Long.parseLong(seconds)));
        return wait.compareTo(max) > 0 ? max : wait;
    }
}
