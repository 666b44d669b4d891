package org.friendsgateway.http;

import java.util.Map;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.jspecify.annotations.Nullable;

/** How many bytes of memory an import takes, as was measured on heaps of less than 32 GiB. */
final class ImportFootprint {

    /** Whatever is in it: the request and its answer in the server, its place in the pipeline, the call of a vendor. */
    private static final int IMPORT = 16 << 10;
    /** For each byte of a body: the body, the tree of an ordinary one while it is parsed. */
    private static final int BODY_AND_TREE = 8;
    /** With what becomes of it, up to the answer. */
    private static final int FRIEND = 200;
    private static final int ENTRY = 64;
    private static final int TEXT = 56;
    private static final int LATIN_1 = 0xff;

    private ImportFootprint() {
    }

    /** While {@code capacity} bytes of a body are there or expected, and when they are parsed. */
    static long ofBody(long capacity) {
        return IMPORT + BODY_AND_TREE * capacity;
    }

    /** While a body is parsed, and {@code made} bytes were made of it. */
    static long whileParsing(long body, long made) {
        return IMPORT + body + made;
    }

    /** While the import waits and is sent, after its body and the tree made of it have gone. */
    static long of(FriendImport friends) {
        long size = IMPORT;
        for (Friend friend : friends.friends()) {
            size += of(friend);
        }
        return size;
    }

    /** One friend, as part of an import. */
    static long of(Friend friend) {
        long size = FRIEND + text(friend.userId()) + text(friend.remark()) + text(friend.source()) + text(friend.message());
        for (String group : friend.groups()) {
            size += text(group);
        }
        for (Map.Entry<String, Object> attribute : friend.attributes().entrySet()) {
            size += ENTRY + text(attribute.getKey()) + text(attribute.getValue().toString());
        }
        return size;
    }

    private static long text(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        return TEXT + (isWide(text) ? 2L : 1L) * text.length();
    }

    private static boolean isWide(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LATIN_1) {
                return true;
            }
        }
        return false;
    }
}
