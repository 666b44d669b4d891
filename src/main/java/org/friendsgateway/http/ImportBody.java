package org.friendsgateway.http;

import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/** The body of an import, whole and decoded, until it is taken; and the memory that is reserved for what is made of it. */
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

    void keepFor(RoutingContext request) {
        request.put(KEY, this);
    }

    /** The body of a request; null when it was not read to its end. */
    static @Nullable ImportBody of(RoutingContext request) {
        return request.get(KEY);
    }

    /** The bytes, only once, so that no second reference keeps them in memory. */
    byte[] take() {
        byte[] taken = bytes == null ? new byte[0] : bytes;
        bytes = null;
        return taken;
    }

    /** Counts what is made of this body while it is parsed; fails like {@link Reservation#resize}. */
    void parsing(long made) {
        memory.resize(Math.max(ImportFootprint.ofBody(length), ImportFootprint.whileParsing(length, made)));
    }

    /** Counts what the import holds now that it was parsed. */
    Reservation parsed(FriendImport friends) {
        memory.resize(ImportFootprint.of(friends));
        return memory;
    }
}
