package org.friendsgateway.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Lists of friends; each friendship is in the lists of both.
 *
 * @param lists the friends of each user
 */
record SocialGraph(Map<String, Set<String>> lists) {

    private static final String FILE = "/graph/ego-facebook.txt.gz";

    static SocialGraph read() throws IOException {
        SocialGraph graph = new SocialGraph(new LinkedHashMap<>());
        try (InputStream file = Objects.requireNonNull(SocialGraph.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
            lines.lines().map(line -> line.split(" ", 2)).forEach(pair -> graph.befriend("u" + pair[0], "u" + pair[1]));
        }
        return graph;
    }

    private void befriend(String one, String other) {
        lists.computeIfAbsent(one, first -> new LinkedHashSet<>()).add(other);
        lists.computeIfAbsent(other, first -> new LinkedHashSet<>()).add(one);
    }

    /** The lists of the first {@code users} alone. */
    SocialGraph first(int users) {
        Map<String, Set<String>> some = new LinkedHashMap<>();
        lists.entrySet().stream().limit(users).forEach(list -> some.put(list.getKey(), list.getValue()));
        return new SocialGraph(some);
    }

    /** Both directions counted. */
    int entries() {
        return lists.values().stream().mapToInt(Set::size).sum();
    }

    /** Writes a row for each friend of each user, as the importer reads them. */
    Path writeTo(Path csv) throws IOException {
        Stream<String> rows = lists.entrySet().stream()
                .flatMap(list -> list.getValue().stream().map(friend -> list.getKey() + "," + friend));
        return Files.write(csv, (Iterable<String>) rows::iterator);
    }

    /** The body of a stream with a line for each user. */
    String ndjson(String app) {
        return lists.entrySet().stream().map(list -> line(app, list.getKey(), list.getValue())).collect(Collectors.joining());
    }

    private static String line(String app, String user, Set<String> friends) {
        return friends.stream().map(friend -> "{\"userId\":\"" + friend + "\"}").collect(Collectors.joining(",",
                "{\"app\":\"" + app + "\",\"userId\":\"" + user + "\",\"friends\":[", "]}\n"));
    }

    /** The fewest vendor calls that an import of all lists takes. */
    int calls(int batchSize) {
        return lists.values().stream().mapToInt(list -> (list.size() + batchSize - 1) / batchSize).sum();
    }
}
