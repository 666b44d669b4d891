package org.friendsgateway.importer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

/** A file of imports, NDJSON or CSV, either of them compressed by gzip or not. */
final class ImportFile {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final ReadOptions options;

    /**
     * How the file becomes imports.
     *
     * @param app of imports that name none
     * @param sorted whether the rows of a user follow each other
     * @param maxFriends of an import that is made of rows
     * @param maxCsvBytes of rows in memory
     */
    record ReadOptions(@Nullable String app, boolean sorted, int maxFriends, long maxCsvBytes) {
    }

    /** @param checksum of the bytes as they are in the file */
    record Contents(long imports, long friends, long checksum) {
    }

    ImportFile(Path path, ReadOptions options) {
        this.path = path;
        this.options = options;
    }

    /** Reads the whole file, and counts what is right. */
    Contents check(FileErrors errors) throws IOException {
        Checksum checksum = new CRC32C();
        long imports = 0;
        long friends = 0;
        try (InputStream bytes = new CheckedInputStream(Files.newInputStream(path), checksum);
                ImportReader lines = reader(bytes, errors)) {
            for (ImportLine line = lines.next(); line != null; line = lines.next()) {
                imports++;
                friends += line.friends();
            }
        }
        return new Contents(imports, friends, checksum.getValue());
    }

    ImportReader open(FileErrors errors) throws IOException {
        return reader(Files.newInputStream(path), errors);
    }

    private ImportReader reader(InputStream bytes, FileErrors errors) throws IOException {
        InputStream text = decompressed(new BufferedInputStream(bytes, BUFFER_BYTES));
        return isNdjson(text) ? new NdjsonReader(text, options.app(), errors)
                : new CsvReader(new CsvRowReader(text, errors), options.app(), options.sorted(), options.maxFriends(),
                        options.maxCsvBytes(), errors);
    }

    private static InputStream decompressed(BufferedInputStream bytes) throws IOException {
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(bytes, BUFFER_BYTES), BUFFER_BYTES) : bytes;
    }

    private boolean isNdjson(InputStream text) throws IOException {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.matches(".*\\.(ndjson|jsonl|json)(\\.gz)?")) {
            return true;
        }
        return !name.matches(".*\\.csv(\\.gz)?") && beginsWithBrace(text);
    }

    private static boolean beginsWithBrace(InputStream text) throws IOException {
        text.mark(BUFFER_BYTES);
        String start = new String(text.readNBytes(BUFFER_BYTES / 2), java.nio.charset.StandardCharsets.UTF_8);
        text.reset();
        return start.replace("\uFEFF", "").stripLeading().startsWith("{");
    }
}
