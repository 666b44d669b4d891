package org.friendsgateway.vendor;

import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_TRAILING_COMMA;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a vendor's response, read leniently: a member that is missing, null or of another type is absent, and so
 * is an element of a list; invalid UTF-8 becomes U+FFFD.
 */
public final class VendorJson {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER, ALLOW_UNESCAPED_CONTROL_CHARS, ALLOW_TRAILING_COMMA)
            .build().readerFor(JsonNode.class);
    private static final Pattern INTEGER = Pattern.compile("\\s*[+-]?\\d{1,18}\\s*");
    private static final Pattern LONE_SURROGATE = Pattern.compile("[\\x{D800}-\\x{DFFF}]");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonNode object;

    /** The content of a JSON text. */
    public interface Content {

        void writeTo(JsonGenerator json) throws IOException;
    }

    /** The bytes of a JSON text with this content. */
    public static Buffer write(Content content) {
        Buffer bytes = Buffer.buffer();
        try (JsonGenerator json = FACTORY.createGenerator(new BufferStream(bytes))) {
            content.writeTo(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes;
    }

    private static final class BufferStream extends OutputStream {

        private final Buffer bytes;

        BufferStream(Buffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int one) {
            bytes.appendByte((byte) one);
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes.appendBytes(some, offset, length);
        }
    }

    /** A strict parser of a JSON object in UTF-8; null when the body does not begin like one. */
    public static @Nullable JsonParser strict(Buffer body) throws IOException {
        // A second byte of zero means UTF-16 or UTF-32, which the parser would accept.
        return body.length() < 2 || body.getByte(0) != '{' || body.getByte(1) == 0 ? null
                : FACTORY.createParser(body.getBytes());
    }

    private VendorJson(JsonNode object) {
        this.object = object;
    }

    /** The object in a body; null when the body is no JSON object. */
    public static @Nullable VendorJson read(Buffer body) {
        return of(readTree(body));
    }

    /** The text in a body that is a JSON text; null when the body is anything else. */
    public static @Nullable String readText(Buffer body) {
        JsonNode text = readTree(body);
        return text == null ? null : text(text);
    }

    private static @Nullable JsonNode readTree(Buffer body) {
        String text = body.toString(StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (JsonProcessingException unreadable) {
            return null;
        }
    }

    private static @Nullable VendorJson of(@Nullable JsonNode node) {
        return node instanceof ObjectNode ? new VendorJson(node) : null;
    }

    public @Nullable VendorJson object(String name) {
        return of(object.get(name));
    }

    public @Nullable String text(String name) {
        return text(object.path(name));
    }

    // Half a surrogate pair could not be encoded in the response to the caller.
    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? LONE_SURROGATE.matcher(node.textValue()).replaceAll("\uFFFD") : null;
    }

    /** A whole number, which may be written as a string or with a fraction of zero. */
    public @Nullable Long integer(String name) {
        JsonNode node = object.path(name);
        if (node.isNumber()) {
            return node.canConvertToExactIntegral() && node.canConvertToLong() ? Long.valueOf(node.longValue()) : null;
        }
        return node.isTextual() && INTEGER.matcher(node.textValue()).matches() ? Long.valueOf(node.textValue().strip())
                : null;
    }

    /** The objects of a list, in order; none when the list is absent. */
    public Stream<VendorJson> objects(String name) {
        return elements(name, VendorJson::of);
    }

    /** The texts of a list, in order; none when the list is absent. */
    public Stream<String> texts(String name) {
        return elements(name, VendorJson::text);
    }

    private <T> Stream<T> elements(String name, Function<JsonNode, @Nullable T> read) {
        JsonNode list = object.path(name);
        return list.isArray() ? StreamSupport.stream(list.spliterator(), false).map(read).filter(Objects::nonNull)
                : Stream.<T> empty();
    }
}
