package org.friendsgateway.sandbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decodes the parts of a URL strictly. Failures are {@link IllegalArgumentException}s. */
public final class StrictUrl {

    private StrictUrl() {
    }

    /** Fails for a parameter that is duplicate, unknown or badly encoded. */
    public static Map<String, String> query(String query, Set<String> known) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8);
            String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8);
            if (!known.contains(name) || parameters.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("unexpected query parameter " + name);
            }
        }
        return parameters;
    }

    /** The segments of a path, in which a plus sign is no space. */
    public static List<String> segments(String path) {
        return Arrays.stream(path.substring(1).split("/", -1))
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), UTF_8))
                .toList();
    }
}
