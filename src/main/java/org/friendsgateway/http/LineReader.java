package org.friendsgateway.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipException;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a body into lines while it comes in. Holds one piece of the body and at most one line, and only the beginning of a line
 * that is too long.
 */
final class LineReader implements AutoCloseable {

    /** A line that needs no {@link #allowLongLine}. */
    static final int MAX_SHORT_LINE = 16 << 10;

    private static final int PIECE = 8 << 10;
    /** What is kept of a line that is too long, for its id. */
    private static final int MAX_BEGINNING = 1 << 10;
    private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

    private final @Nullable StreamingGunzip gunzip;
    private final int maxLine;
    private final long maxBytes;
    private final int maxLines;
    private byte[] piece = new byte[0];
    private int position;
    private int end;
    private byte[] line = new byte[0];
    private int length;
    private int limit = MAX_SHORT_LINE;
    private boolean needsRoom;
    private boolean tooLong;
    private long number;
    private long bytes;

    /** A line without its end. */
    static final class Line {

        /** Counts from 1, blank lines included. */
        final long number;
        final byte[] bytes;
        /** Whether the bytes are only its beginning. */
        final boolean tooLong;

        Line(long number, byte[] bytes, boolean tooLong) {
            this.number = number;
            this.bytes = bytes;
            this.tooLong = tooLong;
        }
    }

    /**
     * @param maxLine the longest line in bytes, without its end
     * @param maxBytes the longest body, decoded
     * @param maxLines blank lines included
     */
    LineReader(boolean gzip, int maxLine, long maxBytes, int maxLines) {
        this.gunzip = gzip ? new StreamingGunzip() : null;
        this.maxLine = maxLine;
        this.maxBytes = maxBytes;
        this.maxLines = maxLines;
    }

    /** Adds the next piece of the body, after {@link #next} has returned null for want of it. */
    void add(byte[] received) {
        if (gunzip == null) {
            usePiece(received, received.length);
        } else {
            gunzip.add(received);
        }
    }

    private void usePiece(byte[] decoded, int decodedLength) {
        piece = decoded;
        position = 0;
        end = decodedLength;
        bytes += decodedLength;
    }

    /**
     * The next line that is not blank; null when more of the body is needed, or {@link #allowLongLine}.
     *
     * @throws ZipException when the body is not gzip
     * @throws org.friendsgateway.failure.GatewayException {@code payload_too_large} when the body or its number of lines is
     */
    @Nullable
    Line next() throws ZipException {
        while (position < end || decode()) {
            int newline = indexOfNewline();
            if (!append(newline)) {
                return null;
            }
            position = Math.min(end, newline + 1);
            if (newline < end) {
                Line cut = cut();
                if (cut != null) {
                    return cut;
                }
            }
        }
        return null;
    }

    private boolean decode() throws ZipException {
        if (gunzip != null) {
            byte[] decoded = piece.length == PIECE ? piece : new byte[PIECE];
            usePiece(decoded, gunzip.read(decoded));
        }
        if (bytes > maxBytes) {
            throw tooLarge();
        }
        return position < end;
    }

    private static RuntimeException tooLarge() {
        return Failure.of(Kind.PAYLOAD_TOO_LARGE).exception();
    }

    private int indexOfNewline() {
        int at = position;
        while (at < end && piece[at] != '\n') {
            at++;
        }
        return at;
    }

    // Returns whether the piece up to that index was used.
    private boolean append(int to) {
        int needed = length + to - position;
        // One more for a carriage return.
        if (tooLong || needed > maxLine + 1) {
            tooLong = true;
            limit = MAX_BEGINNING;
        } else if (needed > limit) {
            needsRoom = true;
            return false;
        }
        copy(tooLong ? Math.min(needed, MAX_BEGINNING) : needed);
        return true;
    }

    // Makes the line so long.
    private void copy(int needed) {
        if (needed > line.length || line.length > limit) {
            line = Arrays.copyOf(line, Math.max(needed, Math.min(limit, 2 * length)));
        }
        if (needed > length) {
            System.arraycopy(piece, position, line, length, needed - length);
        }
        length = needed;
    }

    // Returns null for a blank line.
    private @Nullable Line cut() {
        number++;
        if (number > maxLines) {
            throw tooLarge();
        }
        int from = number == 1 && length >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
        int to = length > from && line[length - 1] == '\r' && !tooLong ? length - 1 : length;
        boolean isTooLong = tooLong || to - from > maxLine;
        Line cut = !isTooLong && isBlank(from, to) ? null
                : new Line(number, Arrays.copyOfRange(line, from, isTooLong ? Math.min(to, MAX_BEGINNING) : to), isTooLong);
        length = 0;
        tooLong = false;
        limit = MAX_SHORT_LINE;
        if (line.length > MAX_SHORT_LINE) {
            line = new byte[0];
        }
        return cut;
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (line[at] != ' ' && line[at] != '\t' && line[at] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Whether the next line is a long one, which needs {@link #allowLongLine}. */
    boolean needsRoom() {
        return needsRoom;
    }

    /** The longest line that it may hold when this one is allowed. */
    int maxLength() {
        return needsRoom || limit > MAX_SHORT_LINE ? maxLine : MAX_SHORT_LINE;
    }

    /** Lets the line that is read now be as long as a line may be. */
    void allowLongLine() {
        limit = maxLine + 1;
        needsRoom = false;
    }

    /**
     * The last line, when the body has ended; null when it ended with a newline.
     *
     * @throws ZipException when the body is not whole
     */
    @Nullable
    Line last() throws IOException {
        if (gunzip != null && !gunzip.isComplete()) {
            throw new ZipException("The body is cut off");
        }
        return length == 0 && !tooLong ? null : cut();
    }

    @Override
    public void close() {
        if (gunzip != null) {
            gunzip.close();
        }
    }
}
