package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

import org.friendsgateway.failure.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come in pieces of any size. */
class LineReaderTest {

    private static final int MAX_LINE = 40_000;
    private static final int MAX_BYTES = 1_000_000;
    private static final int MAX_LINES = 500;
    /** A header with an extra field, a name, a comment and a checksum, whose flags are 4, 8, 16 and 2. */
    private static final byte[] FULL_HEADER = { 0x1f, (byte) 0x8b, 8, 30, 0, 0, 0, 0, 0, 3, 2, 0, 'e', 'x', 'n', 0, 'c', 0, 1,
            2 };

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "'a\nb\n'|1:a 2:b", "'a\nb'|1:a 2:b", "'a\r\nb\r'|1:a 2:b", "'\n \t\r\na\n\n'|3:a",
            "'\uFEFFa\nb'|1:a 2:b", "'\uFEFF\na'|2:a", "'a\rb\n'|'1:a\rb'", "'\n'|''" })
    void cutsLines(String body, String lines) throws IOException {
        assertThat(String.join(" ", read(body.getBytes(UTF_8), false, new Random(1)))).isEqualTo(lines);
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void cutsTheSameLinesWhateverThePieces(long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder body = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int number = 1; number <= 30; number++) {
            String line = "x".repeat(random.nextInt(8) == 0 ? random.nextInt(2 * MAX_LINE) : random.nextInt(50));
            body.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
            if (!line.isEmpty()) {
                expected.add(number + ":" + (line.length() > MAX_LINE ? "too long" : line));
            }
        }

        assertThat(read(body.toString().getBytes(UTF_8), false, random)).isEqualTo(expected);
        assertThat(read(gzip(body.toString(), random), true, random)).isEqualTo(expected);
    }

    @Test
    void acceptsALineOfTheGreatestLength() throws IOException {
        String longest = "x".repeat(MAX_LINE);

        assertThat(read((longest + "\r\n" + longest + "x\r\n").getBytes(UTF_8), false, new Random(1)))
                .containsExactly("1:" + longest, "2:too long");
    }

    @Test
    void readsGzipHeadersWithEveryField() throws IOException {
        byte[] plain = gzip("a\nb", new Random(1));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(FULL_HEADER);
        body.write(plain, 10, plain.length - 10);

        assertThat(read(body.toByteArray(), true, new Random(2))).containsExactly("1:a", "2:b");
    }

    @Test
    void refusesGzipThatIsCutAnywhere() throws IOException {
        byte[] gzip = gzip("one\ntwo\n".repeat(10), new Random(1));

        for (int length = 1; length < gzip.length; length++) {
            byte[] cut = Arrays.copyOf(gzip, length);
            assertThatThrownBy(() -> read(cut, true, new Random(3))).as("%d bytes", length).isInstanceOf(ZipException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 12, 25, 27 })
    void refusesGzipThatIsBroken(int at) throws IOException {
        byte[] gzip = gzip("one\n", new Random(9));
        gzip[Math.min(at, gzip.length - 1)] ^= 0x55;

        assertThatThrownBy(() -> read(gzip, true, new Random(3))).isInstanceOf(ZipException.class);
    }

    @Test
    void refusesBytesAfterGzip() throws IOException {
        byte[] gzip = gzip("one\n", new Random(9));

        assertThatThrownBy(() -> read(Arrays.copyOf(gzip, gzip.length + 1), true, new Random(3)))
                .isInstanceOf(ZipException.class);
    }

    @Test
    void refusesABodyThatDecodesToTooMuch() {
        assertThatThrownBy(() -> read(gzip("\n".repeat(100) + " ".repeat(MAX_BYTES), new Random(1)), true, new Random(1)))
                .isInstanceOf(GatewayException.class).hasMessageContaining("payload_too_large");
    }

    @Test
    void refusesTooManyLines() {
        assertThatThrownBy(() -> read("\n".repeat(MAX_LINES + 1).getBytes(UTF_8), false, new Random(1)))
                .isInstanceOf(GatewayException.class);
    }

    // In members of any length.
    private static byte[] gzip(String body, Random random) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        int from = 0;
        do {
            int to = random.nextInt(4) == 0 ? from + random.nextInt(bytes.length - from + 1) : bytes.length;
            try (GZIPOutputStream member = new GZIPOutputStream(gzip)) {
                member.write(bytes, from, to - from);
            }
            from = to;
        } while (from < bytes.length);
        return gzip.toByteArray();
    }

    private static List<String> read(byte[] body, boolean gzip, Random random) throws IOException {
        List<String> read = new ArrayList<>();
        try (LineReader lines = new LineReader(gzip, MAX_LINE, MAX_BYTES, MAX_LINES)) {
            for (int from = 0, to; from < body.length; from = to) {
                to = Math.min(body.length, from + 1 + random.nextInt(random.nextBoolean() ? 5 : 20_000));
                lines.add(Arrays.copyOfRange(body, from, to));
                addAll(lines, read);
            }
            LineReader.Line last = lines.last();
            if (last != null) {
                read.add(show(last));
            }
        }
        return read;
    }

    private static void addAll(LineReader lines, List<String> read) throws IOException {
        for (LineReader.Line line = lines.next(); line != null || lines.needsRoom(); line = lines.next()) {
            if (line != null) {
                read.add(show(line));
            } else {
                lines.allowLongLine();
            }
        }
    }

    private static String show(LineReader.Line line) {
        return line.number + ":" + (line.tooLong ? "too long" : new String(line.bytes, UTF_8));
    }
}
