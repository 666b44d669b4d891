package org.friendsgateway.process;

import java.util.ArrayDeque;
import java.util.Deque;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** What a test has started; closing this leaves none of it behind, even if the start failed in the middle. */
public final class Started implements AutoCloseable {

    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    @CanIgnoreReturnValue
    public <T extends AutoCloseable> T add(T server) {
        all.push(server);
        return server;
    }

    /** The last first, and all of them, whatever becomes of one. */
    @Override
    public void close() throws Exception {
        if (!all.isEmpty()) {
            try {
                all.pop().close();
            } finally {
                close();
            }
        }
    }
}
