package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything that a gateway has emitted, by the place where it was captured. */
final class Emitted {

    private final Map<String, StringBuilder> places = new TreeMap<>();

    void add(String place, String text) {
        places.computeIfAbsent(place, name -> new StringBuilder()).append(text).append('\n');
    }

    /** Adds bytes of any kind; ASCII text among them can be found. */
    void add(String place, byte[] bytes) {
        add(place, new String(bytes, ISO_8859_1));
    }

    String at(String place) {
        return places.getOrDefault(place, new StringBuilder()).toString();
    }

    /** Names the secrets that were found and their places. Searches for them in plain, URL-encoded and Base64 form. */
    List<String> findings(Map<String, String> secrets) {
        return findings(secrets, places.keySet());
    }

    /** Searches only in the given places. */
    List<String> findings(Map<String, String> secrets, Collection<String> where) {
        return secrets.entrySet().stream().flatMap(secret -> where.stream()
                .filter(place -> forms(secret.getValue()).anyMatch(at(place)::contains))
                .map(place -> secret.getKey() + " in " + place)).toList();
    }

    private static Stream<String> forms(String secret) {
        return Stream.of(secret, URLEncoder.encode(secret, UTF_8),
                Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)));
    }
}
