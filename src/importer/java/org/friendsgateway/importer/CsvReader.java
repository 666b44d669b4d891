package org.friendsgateway.importer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Reads CSV and makes one import of a user's rows: of all in the file, or, if it is sorted, of those that follow each other.
 */
final class CsvReader implements ImportReader {

    /** Of a row and of a user, besides their text. */
    private static final int ROW_BYTES = 8;
    private static final int USER_BYTES = 400;

    private final CsvRowReader rows;
    private final @Nullable String app;
    private final boolean sorted;
    private final int maxFriends;
    private final long maxBytes;
    private final FileErrors errors;
    private final Queue<FriendList> lists = new ArrayDeque<>();
    private final Map<String, FriendList> growing = new HashMap<>();
    private long bytes;

    /**
     * @param maxFriends of one import
     * @param maxBytes of rows in memory
     */
    CsvReader(CsvRowReader rows, @Nullable String app, boolean sorted, int maxFriends, long maxBytes, FileErrors errors) {
        this.rows = rows;
        this.app = app;
        this.sorted = sorted;
        this.maxFriends = maxFriends;
        this.maxBytes = maxBytes;
        this.errors = errors;
    }

    @Override
    public @Nullable ImportLine next() throws IOException {
        while (!sorted || lists.size() < 2) {
            CsvRow row = rows.next();
            if (row == null) {
                break;
            }
            add(row);
        }
        FriendList list = lists.poll();
        return list == null ? null : list.toLine(app, errors);
    }

    private void add(CsvRow row) {
        FriendList list = growing.get(row.user());
        if (list == null || list.size() == maxFriends) {
            list = begin(row.user());
        }
        list.add(row);
        bytes += row.friend().length() + ROW_BYTES;
        if (!sorted && bytes > maxBytes) {
            throw ImportStoppedException.wrong("""
                    The file does not fit in memory (%,d MiB for Java). Sort it by user and add --sorted:
                      LC_ALL=C sort -s -t, -k1,1 FILE
                    or give Java more memory: java -Xmx8g -jar ...""".formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
    }

    private FriendList begin(String user) {
        if (sorted) {
            growing.clear();
        }
        FriendList list = new FriendList(user);
        growing.put(user, list);
        lists.add(list);
        bytes += USER_BYTES + user.length();
        return list;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
