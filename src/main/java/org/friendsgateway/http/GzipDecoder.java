package org.friendsgateway.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The JDK's decoder of gzip, which does not ignore what follows the end of the data. */
final class GzipDecoder extends GZIPInputStream {

    private static final int TRAILER = 8;
    private static final int PIECE = 8 << 10;

    /** Takes what was decoded; the array is used again afterwards. */
    interface Output {
        void write(byte[] bytes, int length);
    }

    // The inflater is given everything at once, and so knows what is left.
    private GzipDecoder(byte[] gzip, int length) throws IOException {
        super(new ByteArrayInputStream(gzip, 0, length), length + 1);
    }

    /**
     * Decodes a body, one member after the other.
     *
     * @param output takes the pieces in order; what it throws ends the decoding
     * @throws IOException when the body is not gzip, or not whole, or has something else at its end
     */
    static void decode(byte[] gzip, int length, Output output) throws IOException {
        try (GzipDecoder decoder = new GzipDecoder(gzip, length)) {
            byte[] piece = new byte[PIECE];
            for (int n = decoder.read(piece); n >= 0; n = decoder.read(piece)) {
                output.write(piece, n);
            }
            if (decoder.inf.getRemaining() > TRAILER) {
                throw new ZipException("Something follows the end of the data");
            }
        } catch (StackOverflowError recursion) {
            // The JDK calls itself once for each empty member.
            throw new ZipException("There are too many empty members");
        }
    }
}
