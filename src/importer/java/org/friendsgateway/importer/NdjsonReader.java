package org.friendsgateway.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

import org.jspecify.annotations.Nullable;

/** Reads NDJSON, of which one line at a time is in memory. */
final class NdjsonReader implements ImportReader {

    /** The gateway refuses longer ones. */
    static final int MAX_LINE_BYTES = 4 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream file;
    private final LineParser parser;
    private final FileErrors errors;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private long number;

    NdjsonReader(InputStream file, @Nullable String app, FileErrors errors) {
        this.file = file;
        this.parser = new LineParser(app, errors);
        this.errors = errors;
    }

    @Override
    public @Nullable ImportLine next() throws IOException {
        ImportLine line = null;
        while (line == null && hasMore()) {
            number++;
            String text = text(readLine());
            line = text.isBlank() ? null : parser.parse(number, text);
        }
        return line;
    }

    private boolean hasMore() throws IOException {
        if (from == to) {
            from = 0;
            to = file.read(buffer);
        }
        return to > 0;
    }

    /** Reads over what is longer than the longest line, and reports it. */
    private ByteBuffer readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        boolean ended = false;
        while (!ended && hasMore()) {
            int end = indexOfLineFeed();
            ended = end < to;
            length += end - from;
            if (length <= MAX_LINE_BYTES) {
                line.write(buffer, from, end - from);
            }
            from = ended ? end + 1 : to;
        }
        if (length > MAX_LINE_BYTES) {
            errors.add(number, "longer than %,d bytes".formatted(MAX_LINE_BYTES));
            return ByteBuffer.allocate(0);
        }
        return ByteBuffer.wrap(line.toByteArray());
    }

    private int indexOfLineFeed() {
        int end = from;
        while (end < to && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private String text(ByteBuffer bytes) {
        try {
            String text = UTF_8.newDecoder().decode(bytes).toString().stripTrailing();
            return number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException otherCharset) {
            errors.add(number, "not UTF-8");
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
