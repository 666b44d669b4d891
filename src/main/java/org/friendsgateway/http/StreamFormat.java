package org.friendsgateway.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import org.jspecify.annotations.Nullable;

/** The form of the answer to a stream. */
enum StreamFormat {
    /** A line for each import as it ends. */
    NDJSON("application/x-ndjson", ContentTypes.NDJSON),
    /** One document after the whole body. */
    JSON("application/json", ContentTypes.JSON);

    private static final double NOT_NAMED = -1;

    final String mediaType;
    private final Set<String> subtypes;

    StreamFormat(String mediaType, Set<String> subtypes) {
        this.mediaType = mediaType;
        this.subtypes = subtypes;
    }

    /** The form that a client prefers; of two alike the one that it names, else {@link #NDJSON}; null when it wants neither. */
    static @Nullable StreamFormat preferred(MultiMap headers) {
        List<String> accepted = HeaderScanner.elements(headers.getAll(HttpHeaders.ACCEPT)).toList();
        if (accepted.isEmpty()) {
            return NDJSON;
        }
        double ndjson = NDJSON.quality(accepted);
        double json = JSON.quality(accepted);
        if (ndjson <= 0 && json <= 0) {
            return null;
        }
        boolean named = JSON.named(accepted) > NOT_NAMED && NDJSON.named(accepted) == NOT_NAMED;
        return json > ndjson || (json == ndjson && named) ? JSON : NDJSON;
    }

    // The most specific range counts.
    private double quality(List<String> accepted) {
        double named = named(accepted);
        if (named > NOT_NAMED) {
            return named;
        }
        double application = highest(accepted, "application", Set.of("*"));
        return application > NOT_NAMED ? application : highest(accepted, "*", Set.of("*"));
    }

    private double named(List<String> accepted) {
        return highest(accepted, "application", subtypes);
    }

    private static double highest(List<String> accepted, String type, Set<String> subtypes) {
        return accepted.stream().mapToDouble(range -> quality(range, type, subtypes)).max().orElse(NOT_NAMED);
    }

    private static double quality(String range, String type, Set<String> subtypes) {
        HeaderScanner scanner = new HeaderScanner(range);
        String first = scanner.token();
        String second = scanner.skip('/') ? scanner.token() : null;
        if (first == null || second == null || !first.equalsIgnoreCase(type)
                || !subtypes.contains(second.toLowerCase(Locale.ROOT))) {
            return NOT_NAMED;
        }
        double quality = 1;
        while (scanner.skipSeparator(';')) {
            String name = scanner.token();
            String value = scanner.skip('=') ? scanner.word() : null;
            if ("q".equalsIgnoreCase(name)) {
                quality = number(value);
            }
        }
        return quality;
    }

    private static double number(@Nullable String value) {
        try {
            return value == null ? 1 : Double.parseDouble(value);
        } catch (NumberFormatException malformed) {
            return 1;
        }
    }
}
