package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes what was encoded, and refuses every incomplete or corrupt body. */
class GzipDecoderTest {

    private static final int ALL_PARTS = 2 | 4 | 8 | 16;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decodesAnyBody(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] text = new byte[random.nextInt(100_000)];
        if (random.nextBoolean()) {
            random.nextBytes(text);
        }
        byte[] gzip = concat(member(text, random.nextInt(2) * ALL_PARTS), member(text, random.nextInt(32) & ALL_PARTS));

        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        GzipDecoder.decode(gzip, gzip.length, (bytes, length) -> decoded.write(bytes, 0, length));

        assertThat(decoded.toByteArray()).isEqualTo(concat(text, text));
    }

    @Test
    void refusesEveryPrefix() throws IOException {
        byte[] one = member("a text that is a little longer".getBytes(UTF_8), ALL_PARTS);
        byte[] two = concat(one, one);

        for (int length = 0; length < two.length; length++) {
            assertThat(isRefused(Arrays.copyOf(two, length))).as("%s bytes", length).isEqualTo(length != one.length);
        }
    }

    @Test
    void refusesAChangeOfAnyByte() throws IOException {
        byte[] good = member("a text that is a little longer".getBytes(UTF_8), ALL_PARTS);

        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x41;
            assertThat(isRefused(bad)).as("byte %s", at).isTrue();
        }
    }

    @Test
    void refusesBytesAfterTheEnd() throws IOException {
        byte[] good = member("a text".getBytes(UTF_8), 0);

        assertThat(isRefused(good)).isFalse();
        assertThat(isRefused(concat(good, new byte[1]))).isTrue();
        assertThat(isRefused(concat(good, good, "{}".getBytes(UTF_8)))).isTrue();
        assertThat(isRefused(concat(good, new byte[100]))).isTrue();
    }

    private static boolean isRefused(byte[] gzip) {
        try {
            GzipDecoder.decode(gzip, gzip.length, (bytes, length) -> {
            });
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    @Test
    void refusesTooManyEmptyMembers() throws IOException {
        byte[] empty = member(new byte[0], 0);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            many.write(empty);
        }

        assertThat(isRefused(many.toByteArray())).isTrue();
    }

    /** A member whose header has the optional parts of these flags. */
    private static byte[] member(byte[] text, int flags) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(plain)) {
            gzip.write(text);
        }
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        byte[] fixed = Arrays.copyOf(plain.toByteArray(), 10);
        fixed[3] = (byte) flags;
        member.write(fixed);
        if ((flags & 4) != 0) {
            member.write(new byte[] { 3, 0, 'x', 0, 'y' });
        }
        if ((flags & 8) != 0) {
            member.write("name\0".getBytes(UTF_8));
        }
        if ((flags & 16) != 0) {
            member.write("comment\0".getBytes(UTF_8));
        }
        if ((flags & 2) != 0) {
            CRC32 crc = new CRC32();
            crc.update(member.toByteArray());
            member.write((int) crc.getValue());
            member.write((int) crc.getValue() >> 8);
        }
        member.write(plain.toByteArray(), 10, plain.size() - 10);
        return member.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
