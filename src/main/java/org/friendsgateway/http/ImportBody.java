package org.friendsgateway.http;

import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/** The complete, decoded body of an import, and the memory that is reserved for the import. */
final class ImportBody {

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
        memory.resize(Math.max(ImportFootprint.ofBody(length), ImportFootprint.whileParsing(length, parsed)));
    }

    /** Reserves memory for the parsed import alone; fails like {@link Reservation#resize}. */
    Reservation reserveFor(FriendImport friends) {
        memory.resize(ImportFootprint.of(friends));
        return memory;
    }
}
