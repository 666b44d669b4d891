package org.friendsgateway.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

/** The rows of one user that become one import; kept small, for there may be millions. */
final class FriendList {

    private final String user;
    private byte[] friends = new byte[64]; // JSON objects, separated by commas
    private int length;
    private long[] rows = new long[4];
    private int size;

    FriendList(String user) {
        this.user = user;
    }

    String user() {
        return user;
    }

    int size() {
        return size;
    }

    void add(CsvRow row) {
        byte[] friend = (size == 0 ? row.friend() : "," + row.friend()).getBytes(UTF_8);
        if (length + friend.length > friends.length) {
            friends = Arrays.copyOf(friends, Math.max(length + friend.length, friends.length / 2 * 3));
        }
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size / 2 * 3);
        }
        System.arraycopy(friend, 0, friends, length, friend.length);
        length += friend.length;
        rows[size++] = row.line();
    }

    /** Reports a friend with two rows. */
    ImportLine toLine(@Nullable String app, FileErrors errors) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        if (app != null) {
            line.put("app", app);
        }
        line.put("userId", user);
        line.set("friends", Json.readAgain("[" + new String(friends, 0, length, UTF_8) + "]"));
        int repeated = LineParser.indexOfRepeated(line.path("friends"));
        if (repeated >= 0) {
            errors.add(rows[repeated], "friend", "the user has a row for this friend before");
        }
        return new ImportLine(rows[0], app, user, Json.write(line), size);
    }
}
