package org.friendsgateway.importer;

import java.io.Closeable;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** Reads the imports of a file one by one. */
interface ImportReader extends Closeable {

    /** Returns the next import, or null at the end; lines that are wrong are reported and skipped. */
    @Nullable
    ImportLine next() throws IOException;
}
