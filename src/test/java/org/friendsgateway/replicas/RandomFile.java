package org.friendsgateway.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.json.JsonObject;

import org.friendsgateway.replicas.LedgerVendor.Entry;

/**
 * A file of imports. Its users have several lines each that name the same few friends again, with the number of the line as
 * their remark: the remark that a friend has at last shows the order.
 */
final class RandomFile {

    static final int LINES = 300;
    private static final int USERS = 150;
    private static final int FRIENDS = 6;
    private static final int MAX_FRIENDS_OF_A_LINE = 4;
    private static final double SHARE_WITH_GHOST = 0.1;

    private final Random random;
    private final List<List<Entry>> lines = new ArrayList<>();

    /** Users' names begin with {@code prefix}. */
    RandomFile(Random random, String prefix) {
        this.random = random;
        for (int line = 1; line <= LINES; line++) {
            String user = prefix + "-" + random.nextInt(USERS);
            String remark = "line " + line;
            lines.add(friends().stream().map(friend -> new Entry(user, friend, remark)).toList());
        }
    }

    private List<String> friends() {
        List<String> all = IntStream.range(0, FRIENDS).mapToObj(number -> "friend" + number).collect(Collectors.toList());
        Collections.shuffle(all, random);
        List<String> some = new ArrayList<>(all.subList(0, 1 + random.nextInt(MAX_FRIENDS_OF_A_LINE)));
        if (random.nextDouble() < SHARE_WITH_GHOST) {
            some.add(LedgerVendor.GHOST);
        }
        return some;
    }

    /** The friends that a line names; lines count from 1. */
    List<Entry> line(int number) {
        return lines.get(number - 1);
    }

    /** The friends that the line of this one names. */
    List<Entry> lineOf(Entry entry) {
        return lines.stream().filter(line -> line.contains(entry)).findFirst().orElseThrow();
    }

    /** What the vendor holds after all lines. */
    Map<String, Map<String, String>> stored() {
        Map<String, Map<String, String>> all = new HashMap<>();
        lines.stream().flatMap(List::stream).filter(entry -> !entry.friend().equals(LedgerVendor.GHOST))
                .forEach(entry -> all.computeIfAbsent(entry.user(), any -> new LinkedHashMap<>())
                        .put(entry.friend(), entry.remark()));
        return all;
    }

    /** Where a user's list is not what the file says, in words. */
    List<String> differences(Map<String, Map<String, String>> actual) {
        return stored().entrySet().stream().filter(user -> !user.getValue().equals(actual.get(user.getKey())))
                .map(user -> user.getKey() + " has " + actual.get(user.getKey()) + " instead of " + user.getValue()).toList();
    }

    byte[] bytes() {
        return lines.stream().map(RandomFile::json).collect(Collectors.joining("\n", "", "\n")).getBytes(UTF_8);
    }

    private static String json(List<Entry> line) {
        return JsonObject.of("userId", line.get(0).user(), "friends", line.stream()
                .map(entry -> JsonObject.of("userId", entry.friend(), "remark", entry.remark())).toList()).encode();
    }

    /** The file without its end, which is cut at a random byte. */
    byte[] cut() {
        return cut(bytes());
    }

    /** The compressed file without its end. */
    byte[] cutGzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes());
        }
        return cut(packed.toByteArray());
    }

    private byte[] cut(byte[] all) {
        return Arrays.copyOf(all, all.length / 4 + random.nextInt(all.length / 2));
    }
}
