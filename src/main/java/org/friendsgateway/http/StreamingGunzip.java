package org.friendsgateway.http;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decodes a gzip body while it comes in, all its members. {@link GzipDecoder} needs the whole body at once, as the JDK's stream
 * does; Netty's decoder does not report whether the data is complete.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class StreamingGunzip implements AutoCloseable {

    private static final int[] MAGIC = { 0x1f, 0x8b, 8 };
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private enum Part {
        HEADER,
        EXTRA_LENGTH,
        SKIPPED,
        TEXT,
        DATA,
        TRAILER
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private byte[] input = new byte[0];
    private int position;
    private Part part = Part.HEADER;
    /** Bytes of the part so far, and the number that they make. */
    private int read;
    private long number;
    private int flags;
    private int skip;

    /** Adds the next bytes; to be called only after {@link #read} has used up those before. */
    void add(byte[] bytes) {
        input = bytes;
        position = 0;
        if (part == Part.DATA) {
            feedInflater();
        }
    }

    private void feedInflater() {
        inflater.setInput(input, position, input.length - position);
        position = input.length;
    }

    /**
     * Decodes the next bytes. Fails when the body is not gzip.
     *
     * @return how many; 0 when more input is needed
     */
    int read(byte[] output) throws ZipException {
        while (part == Part.DATA || position < input.length) {
            if (part != Part.DATA) {
                accept(input[position++] & 0xff);
            } else {
                int decoded = inflate(output);
                if (decoded > 0 || !inflater.finished()) {
                    return decoded;
                }
                position = input.length - inflater.getRemaining();
                begin(Part.TRAILER);
            }
        }
        return 0;
    }

    private int inflate(byte[] output) throws ZipException {
        try {
            int decoded = inflater.inflate(output);
            crc.update(output, 0, decoded);
            require(!inflater.needsDictionary());
            return decoded;
        } catch (DataFormatException broken) {
            throw new ZipException(broken.getMessage());
        }
    }

    private void accept(int next) throws ZipException {
        number |= (long) next << (8 * read);
        switch (part) {
            case HEADER -> acceptHeader(next);
            case EXTRA_LENGTH -> {
                if (++read == 2) {
                    skip((int) number);
                }
            }
            case SKIPPED -> skip(skip - 1);
            case TEXT -> {
                if (next == 0) {
                    continueHeader();
                }
            }
            default -> acceptTrailer();
        }
    }

    private void acceptHeader(int next) throws ZipException {
        require(read >= MAGIC.length || next == MAGIC[read]);
        if (read == MAGIC.length) {
            flags = next;
        }
        if (++read == HEADER_BYTES) {
            continueHeader();
        }
    }

    private void skip(int bytes) {
        begin(Part.SKIPPED);
        skip = bytes;
        if (bytes == 0) {
            continueHeader();
        }
    }

    private void continueHeader() {
        if (takeFlag(EXTRA)) {
            begin(Part.EXTRA_LENGTH);
        } else if (takeFlag(NAME) || takeFlag(COMMENT)) {
            begin(Part.TEXT);
        } else if (takeFlag(HEADER_CRC)) {
            skip(2);
        } else {
            begin(Part.DATA);
            feedInflater();
        }
    }

    private boolean takeFlag(int flag) {
        boolean set = (flags & flag) != 0;
        flags &= ~flag;
        return set;
    }

    private void acceptTrailer() throws ZipException {
        if (++read == TRAILER_BYTES) {
            require((int) number == (int) crc.getValue() && (int) (number >>> 32) == (int) inflater.getBytesWritten());
            inflater.reset();
            crc.reset();
            begin(Part.HEADER);
        }
    }

    private void begin(Part next) {
        part = next;
        read = 0;
        number = 0;
    }

    private static void require(boolean valid) throws ZipException {
        if (!valid) {
            throw new ZipException("The body is not gzip");
        }
    }

    /** Whether the input so far ends with a whole member. */
    boolean isComplete() {
        return part == Part.HEADER && read == 0;
    }

    /** Frees the memory outside the heap. */
    @Override
    public void close() {
        inflater.end();
    }
}
