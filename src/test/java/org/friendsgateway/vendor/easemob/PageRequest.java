package org.friendsgateway.vendor.easemob;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonObject;

/** A request that the document shows as a curl command, with its placeholders filled in. */
record PageRequest(String path, Map<String, String> headers, JsonObject body) {

    private static final Pattern PATH = Pattern.compile("--location 'https://\\{host\\}([^']+)'");
    private static final Pattern HEADER = Pattern.compile("-H '([^:]+): ([^']+)'");
    private static final Pattern BODY = Pattern.compile("-d '([^']+)'");

    static PageRequest of(String curl, Map<String, String> blanks) {
        String filled = curl;
        for (Map.Entry<String, String> blank : blanks.entrySet()) {
            filled = filled.replace(blank.getKey(), blank.getValue());
        }
        return new PageRequest(only(PATH, filled), HEADER.matcher(filled).results()
                .collect(Collectors.toMap(header -> header.group(1), header -> header.group(2))),
                new JsonObject(only(BODY, filled)));
    }

    private static String only(Pattern pattern, String text) {
        MatchResult match = pattern.matcher(text).results().findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is not found in " + text));
        return match.group(1);
    }
}
