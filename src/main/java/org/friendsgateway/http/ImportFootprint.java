package org.friendsgateway.http;

import java.util.Map;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.jspecify.annotations.Nullable;

/** Estimates the bytes of memory that an import takes, from measurements on heaps of less than 32 GiB. */
final class ImportFootprint {

    /** Every import: the request and response in the server, the run in the pipeline, the call of a vendor. */
    private static final int IMPORT = 16 << 10;
    /** Per byte of a body: the body itself and the tree of an ordinary one while it is parsed. */
    private static final int BODY_AND_TREE = 8;
    /** Including its outcome and its part of the response. */
    private static final int FRIEND = 200;
    private static final int ENTRY = 64;
    private static final int TEXT = 56;
    private static final int LATIN_1 = 0xff;

    private ImportFootprint() {
    }

    /** While a body of {@code capacity} bytes, expected or received, is read and parsed. */
    static long ofBody(long capacity) {
        return IMPORT + BODY_AND_TREE * capacity;
    }

    /** While a body of {@code body} bytes is parsed, and {@code parsed} bytes were made of it. */
    static long whileParsing(long body, long parsed) {
        return IMPORT + body + parsed;
    }

    /** While the import waits and is sent, when its body and the tree are garbage. */
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
