package org.friendsgateway.importer;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The chunks under way: a few, and no two with imports for one list, whose order would be lost. */
final class RunningChunks {

    private final int max;
    private final Map<FileChunk, Set<String>> ownersOf = new HashMap<>();
    private @Nullable Throwable failure;

    RunningChunks(int max) {
        this.max = max;
    }

    /** Waits until the chunk may run; fails if another one did. */
    synchronized void enter(FileChunk chunk) throws InterruptedException {
        Set<String> owners = chunk.owners();
        while (failure == null && (ownersOf.size() == max || shares(owners))) {
            wait();
        }
        throwFailure();
        ownersOf.put(chunk, owners);
    }

    private boolean shares(Set<String> owners) {
        return ownersOf.values().stream().anyMatch(running -> running.stream().anyMatch(owners::contains));
    }

    synchronized void leave(FileChunk chunk) {
        ownersOf.remove(chunk);
        notifyAll();
    }

    /** The first failure is the one that is thrown; others follow from it. */
    synchronized void fail(Throwable cause) {
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    /** Waits until none runs; fails if one did. */
    synchronized void awaitAll() throws InterruptedException {
        while (failure == null && !ownersOf.isEmpty()) {
            wait();
        }
        throwFailure();
    }

    private void throwFailure() {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
