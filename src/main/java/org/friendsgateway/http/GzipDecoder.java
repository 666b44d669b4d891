package org.friendsgateway.http;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes gzip as it arrives, one member after the other, and holds it to its checksums. Neither the JDK's stream nor Netty's
 * decoder does for a request: the first blocks, and both accept a body that was cut off or has something else at its end.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipDecoder implements AutoCloseable {

    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int STEP = 8 << 10;

    private final Output output;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] inflated = new byte[STEP];
    private Part part = Part.FIXED;
    private int position;
    private long number;
    private int flags;
    private long headerChecksum;
    private long length;
    private boolean anyMember;

    /** Takes what was decoded; the array is used again afterwards. */
    interface Output {
        void write(byte[] bytes, int length);
    }

    /** The parts of a member, in order. Before the data the checksum is the header's. */
    private enum Part {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        DATA,
        TRAILER
    }

    GzipDecoder(Output output) {
        this.output = output;
    }

    /** Decodes the next bytes of a body; fails when they are not what gzip would have there. */
    void decode(byte[] bytes) throws DataFormatException {
        int at = 0;
        while (at < bytes.length) {
            if (part == Part.DATA) {
                at = inflate(bytes, at);
            } else {
                accept(bytes[at++] & 0xff);
            }
        }
    }

    /** Whether what was decoded so far is a whole body. */
    boolean isWhole() {
        return anyMember && part == Part.FIXED && position == 0;
    }

    private int inflate(byte[] bytes, int from) throws DataFormatException {
        inflater.setInput(bytes, from, bytes.length - from);
        for (int n = inflater.inflate(inflated); n > 0; n = inflater.inflate(inflated)) {
            checksum.update(inflated, 0, n);
            length += n;
            output.write(inflated, n);
        }
        require(!inflater.needsDictionary());
        int next = bytes.length - inflater.getRemaining();
        if (inflater.finished()) {
            begin(Part.TRAILER);
        }
        return next;
    }

    private void accept(int next) throws DataFormatException {
        if (part == Part.HEADER_CRC && position == 0) {
            headerChecksum = checksum.getValue() & 0xffff;
        }
        if (part != Part.TRAILER) {
            checksum.update(next);
        }
        // Little-endian, the latest eight bytes.
        number = number >>> 8 | (long) next << 56;
        position++;
        switch (part) {
            case FIXED -> acceptFixed(next);
            case EXTRA_LENGTH -> {
                if (position == 2) {
                    begin(number >>> 48 == 0 ? after(EXTRA) : Part.EXTRA);
                    position = -(int) (number >>> 48);
                }
            }
            case EXTRA -> endIf(position == 0, EXTRA);
            case NAME -> endIf(next == 0, NAME);
            case COMMENT -> endIf(next == 0, COMMENT);
            case HEADER_CRC -> {
                if (position == 2) {
                    require(number >>> 48 == headerChecksum);
                    begin(Part.DATA);
                }
            }
            default -> acceptTrailer();
        }
    }

    private void acceptFixed(int next) throws DataFormatException {
        switch (position) {
            case 1 -> require(next == (MAGIC & 0xff));
            case 2 -> require(next == MAGIC >> 8);
            case 3 -> require(next == DEFLATE);
            case 4 -> {
                require((next & RESERVED) == 0);
                flags = next;
            }
            case 10 -> begin(after(0));
            default -> {
                // The time, the compression level and the system say nothing about the data.
            }
        }
    }

    private void endIf(boolean end, int flag) {
        if (end) {
            begin(after(flag));
        }
    }

    // The optional parts stand in the order of their flags, but for the checksum of the header, which is the last.
    private Part after(int flag) {
        if (flag < EXTRA && (flags & EXTRA) != 0) {
            return Part.EXTRA_LENGTH;
        }
        if (flag < NAME && (flags & NAME) != 0) {
            return Part.NAME;
        }
        if (flag < COMMENT && (flags & COMMENT) != 0) {
            return Part.COMMENT;
        }
        return (flags & HEADER_CRC) != 0 ? Part.HEADER_CRC : Part.DATA;
    }

    private void begin(Part next) {
        part = next;
        position = 0;
        if (next == Part.DATA) {
            checksum.reset();
            length = 0;
        }
    }

    private void acceptTrailer() throws DataFormatException {
        if (position == 8) {
            require(number == (checksum.getValue() | length << 32));
            inflater.reset();
            checksum.reset();
            anyMember = true;
            begin(Part.FIXED);
        }
    }

    private static void require(boolean condition) throws DataFormatException {
        if (!condition) {
            throw new DataFormatException();
        }
    }

    /** Frees what the inflater holds outside of the heap. */
    @Override
    public void close() {
        inflater.end();
    }
}
