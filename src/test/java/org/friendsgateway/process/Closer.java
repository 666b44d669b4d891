package org.friendsgateway.process;

import java.util.ArrayDeque;
import java.util.Deque;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Closes what tests have started, even if the start failed halfway: after the class when registered in a static field or in a
 * class with one instance, otherwise after each test.
 */
public final class Closer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private boolean perClass;

    @CanIgnoreReturnValue
    public <T extends AutoCloseable> T register(T resource) {
        resources.push(resource);
        return resource;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        perClass = true;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!perClass) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close();
    }

    /** Closes the last one first, and all of them even if one fails. */
    @Override
    public void close() throws Exception {
        if (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } finally {
                close();
            }
        }
    }
}
