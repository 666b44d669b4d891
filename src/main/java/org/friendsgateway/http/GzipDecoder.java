package org.friendsgateway.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.ObjIntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The JDK's gzip decoder, except that it fails on bytes after the end of the data. */
final class GzipDecoder extends GZIPInputStream {

    private static final int TRAILER_BYTES = 8;
    private static final int CHUNK_BYTES = 8 << 10;

    // The buffer holds all the input at once, so that the inflater knows how much is left at the end.
    private GzipDecoder(byte[] gzip, int length) throws IOException {
        super(new ByteArrayInputStream(gzip, 0, length), length + 1);
    }

    /**
     * Decodes all members of a gzip body.
     *
     * @param length how many bytes of the array are the body
     * @param output gets the chunks in order, each in the same array with its length; what it throws ends the decoding
     * @throws IOException when the body is not gzip, is incomplete, or has other bytes after its end
     */
    static void decode(byte[] gzip, int length, ObjIntConsumer<byte[]> output) throws IOException {
        try (GzipDecoder decoder = new GzipDecoder(gzip, length)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = decoder.read(chunk); n >= 0; n = decoder.read(chunk)) {
                output.accept(chunk, n);
            }
            if (decoder.inf.getRemaining() > TRAILER_BYTES) {
                throw new ZipException("Something follows the end of the data");
            }
        } catch (StackOverflowError recursion) {
            // The JDK's decoder recurses once for each empty member.
            throw new ZipException("There are too many empty members");
        }
    }
}
