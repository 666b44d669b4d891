package org.friendsgateway.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.friendsgateway.pipeline.PipelineConfig;

/**
 * What a caller prefers: {@code wait} and {@code handling}. What is malformed or not known is ignored, as the RFC asks.
 *
 * @param patience how long the caller waits, within what the configuration allows
 * @param strict whether to refuse what the vendor cannot store
 * @param applied the preferences that were honoured, as a header's value; empty when there were none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
record Preferences(Duration patience, boolean strict, String applied) {

    private static final Pattern PREFERENCE = Pattern
            .compile("\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^\\s;\"]*))\\s*)?(?:;.*)?");
    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final int LONGEST_NUMBER = 9;

    /** @param headers the values of all {@code Prefer} headers */
    static Preferences of(List<String> headers, PipelineConfig config) {
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

    // Of several values for one preference the first counts.
    private static Map<String, String> parse(List<String> headers) {
        Map<String, String> preferences = new HashMap<>();
        for (String header : headers) {
            for (String preference : header.split(",", -1)) {
                Matcher matcher = PREFERENCE.matcher(preference);
                if (matcher.matches()) {
                    String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
                    preferences.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value == null ? "" : value);
                }
            }
        }
        return preferences;
    }

    private static Duration clamp(String seconds, Duration longest) {
        Duration wait = seconds.length() > LONGEST_NUMBER ? longest : Duration.ofSeconds(Math.max(1, Long.parseLong(seconds)));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
