package org.friendsgateway.http;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The accepted media types of a body. JSON defines no charset parameter, but one other than UTF-8 is refused: the caller's
 * text would otherwise be stored garbled.
 */
final class ContentTypes {

    static final Set<String> JSON = Set.of("json");
    static final Set<String> NDJSON = Set.of("x-ndjson", "jsonl", "jsonlines");

    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8");

    private ContentTypes() {
    }

    /**
     * Fails with {@code unsupported_media_type} unless there is one {@code Content-Type}, which may be
     * repeated, for JSON in UTF-8.
     */
    static void requireJson(MultiMap headers) {
        if (!isJson(only(headers))) {
            throw Failure.of(Kind.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Type must be application/json or application/x-ndjson, without a charset but UTF-8")
                    .exception();
        }
    }

    /** Whether a body has one JSON text a line. */
    static boolean isNdjson(MultiMap headers) {
        return is(NDJSON, only(headers));
    }

    static boolean isJson(String contentType) {
        return is(JSON, contentType);
    }

    // The value of all Content-Type headers; empty when they differ.
    private static String only(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.CONTENT_TYPE);
        String first = values.isEmpty() ? "" : values.get(0);
        return Collections.frequency(values, first) < values.size() ? "" : first;
    }

    private static boolean is(Set<String> subtypes, String contentType) {
        HeaderScanner scanner = new HeaderScanner(contentType);
        if (scanner.atEnd() || !"application".equalsIgnoreCase(scanner.token()) || !scanner.skip('/')) {
            return false;
        }
        String subtype = scanner.token();
        return subtype != null && subtypes.contains(subtype.toLowerCase(Locale.ROOT)) && hasJsonParameters(scanner)
                && scanner.atEnd();
    }

    private static boolean hasJsonParameters(HeaderScanner scanner) {
        while (scanner.skipSeparator(';')) {
            String name = scanner.token();
            // An empty parameter is allowed.
            if (name != null && !(scanner.skip('=') && isAllowed(name, scanner.word()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(String name, @Nullable String value) {
        return value != null && !name.equalsIgnoreCase("charset*")
                && (!name.equalsIgnoreCase("charset") || UTF_8.stream().anyMatch(value::equalsIgnoreCase));
    }
}
