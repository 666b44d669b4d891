package org.friendsgateway.vendor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * The coding of a response's body. The JDK decodes it, because Netty's decompressor accepts a truncated body as a whole one
 * and has no size limit.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110.html#section-8.4">Content-Encoding</a>
 */
final class ContentCoding {

    private static final Buffer UNREADABLE = Buffer.buffer();

    private ContentCoding() {
    }

    /**
     * Decodes a {@code gzip} or {@code deflate} body. Empty when it is truncated, corrupt or longer than {@code maxLength}
     * bytes, or has another coding or several.
     */
    static Buffer decode(Buffer body, MultiMap headers, int maxLength) {
        if (!headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            return body;
        }
        List<String> codings = headers.getAll("Content-Encoding").stream().flatMap(value -> Stream.of(value.split(",", -1)))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity")).toList();
        if (codings.isEmpty() || body.length() == 0) {
            return body;
        }
        return codings.size() > 1 ? UNREADABLE : decode(body.getBytes(), codings.get(0), maxLength);
    }

    private static Buffer decode(byte[] body, String coding, int maxLength) {
        try {
            return switch (coding) {
                case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(body)), maxLength);
                case "deflate" -> inflate(body, maxLength);
                default -> UNREADABLE;
            };
        } catch (IOException truncatedOrCorrupt) {
            return UNREADABLE;
        }
    }

    private static Buffer inflate(byte[] body, int maxLength) throws IOException {
        // Some servers omit the zlib header that the RFC requires.
        Inflater inflater = new Inflater(!hasZlibHeader(body));
        try {
            return read(new InflaterInputStream(new ByteArrayInputStream(body), inflater), maxLength);
        } finally {
            inflater.end();
        }
    }

    private static boolean hasZlibHeader(byte[] body) {
        return body.length > 1 && (body[0] & 0x0F) == 8 && Buffer.buffer(body).getUnsignedShort(0) % 31 == 0;
    }

    private static Buffer read(InputStream decoded, int maxLength) throws IOException {
        try (decoded) {
            byte[] bytes = decoded.readNBytes(maxLength + 1);
            return bytes.length > maxLength ? UNREADABLE : Buffer.buffer(bytes);
        }
    }
}
