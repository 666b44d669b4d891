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

/** All that a gateway has let out, by the place where it was seen. */
final class Emitted {

    private final Map<String, StringBuilder> places = new TreeMap<>();

    void add(String place, String text) {
        places.computeIfAbsent(place, name -> new StringBuilder()).append(text).append('\n');
    }

    /** Bytes of any kind, of which texts in ASCII can be told. */
    void add(String place, byte[] bytes) {
        add(place, new String(bytes, ISO_8859_1));
    }

    String at(String place) {
        return places.getOrDefault(place, new StringBuilder()).toString();
    }

    /** Which secrets stand where, as they are, or as a URL or Base64 would have them; told by their names. */
    List<String> findings(Map<String, String> secrets) {
        return findings(secrets, places.keySet());
    }

    /** The same, in some of the places. */
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
