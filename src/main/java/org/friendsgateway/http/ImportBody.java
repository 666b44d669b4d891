package org.friendsgateway.http;

import java.util.Map;

import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * The complete, decoded body of an import, and the memory that is reserved for the import: an estimate from measurements on
 * heaps of less than 32 GiB.
 */
final class ImportBody {

    /** Every import: the request and response in the server, the run in the pipeline, the call of a vendor. */
    private static final int IMPORT = 16 << 10;
    /** Per byte of a body: the body itself and the tree of an ordinary one while it is parsed. */
    private static final int BODY_AND_TREE = 8;
    /** Including its outcome and its part of the response. */
    private static final int FRIEND = 200;
    private static final int ENTRY = 64;
    private static final int TEXT = 56;
    private static final int LATIN_1 = 0xff;

    private static final String KEY = ImportBody.class.getName();

    private final Reservation memory;
    private final int length;
    private byte @Nullable [] bytes;

    ImportBody(byte[] bytes, Reservation memory) {
        this.bytes = bytes;
        this.length = bytes.length;
        this.memory = memory;
    }

    void attachTo(RoutingContext request) {
        request.put(KEY, this);
    }

    /** The body of a request; null unless it was read to its end. */
    static @Nullable ImportBody of(RoutingContext request) {
        return request.get(KEY);
    }

    /** The bytes, on the first call only, so that no second reference keeps them in memory; empty afterwards. */
    byte[] take() {
        byte[] taken = bytes == null ? new byte[0] : bytes;
        bytes = null;
        return taken;
    }

    /** Reserves memory for the {@code parsed} bytes made of this body so far; fails like {@link Reservation#resize}. */
    void reserveForParsing(long parsed) {
        memory.resize(sizeWhileParsing(length, parsed));
    }

    /**
     * Reserves memory for the parsed import alone, while it waits and is sent, when its body and the tree are garbage; fails
     * like {@link Reservation#resize}.
     */
    Reservation reserveFor(FriendImport friends) {
        memory.resize(sizeOf(friends));
        return memory;
    }

    /** The memory in bytes of a parsed import. */
    static long sizeOf(FriendImport friends) {
        long size = IMPORT;
        for (Friend friend : friends.friends()) {
            size += sizeOf(friend);
        }
        return size;
    }

    /** The memory in bytes of an answer that waits to be written. */
    static long sizeOfAnswer(long length) {
        return TEXT + ENTRY + length;
    }

    /** The memory in bytes of a body of that length, and of what was made of it so far. */
    static long sizeWhileParsing(long length, long parsed) {
        return Math.max(sizeWithBody(length), IMPORT + parsed + length);
    }

    /** The memory in bytes of an import while a body of {@code capacity} bytes, expected or received, is read and parsed. */
    static long sizeWithBody(long capacity) {
        return IMPORT + BODY_AND_TREE * capacity;
    }

    /** The memory in bytes of one friend, as part of an import. */
    static long sizeOf(Friend friend) {
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
