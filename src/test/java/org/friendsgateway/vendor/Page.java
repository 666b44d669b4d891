package org.friendsgateway.vendor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

import io.vertx.core.buffer.Buffer;

/** The examples in a vendor's documents, byte for byte. */
public final class Page {

    private Page() {
    }

    /** @param name the vendor's folder and the file in it */
    public static Buffer example(String name) {
        try (InputStream example = Objects.requireNonNull(Page.class.getResourceAsStream("/pages/" + name), name)) {
            return Buffer.buffer(example.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
