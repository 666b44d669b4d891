package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.jspecify.annotations.Nullable;

/**
 * Parses a valid body of the usual form in one pass over its bytes. Any other body is left to {@link ImportRequest}, which
 * parses a tree: that is slower, accepts rarer forms, and reports every violation.
 */
final class FastImportParser {

    /** Groups or attributes of one friend, whose memory is not counted before the friend is complete. */
    private static final int MAX_ENTRIES = 1000;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_DECODED = 1 << 10;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Jackson caches names beyond a parser's life, so their length is limited.
            .streamReadConstraints(StreamReadConstraints.builder().maxNameLength(MAX_NAME_LENGTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Some UTF-8 is detected as UTF-16.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final JsonParser json;
    private final int maxFriends;
    private final LongConsumer growth;
    private final boolean line;

    private FastImportParser(JsonParser json, boolean line, int maxFriends, LongConsumer growth) {
        this.json = json;
        this.line = line;
        this.maxFriends = maxFriends;
        this.growth = growth;
    }

    /**
     * Parses a body; null unless it is valid and of the usual form.
     *
     * @param start the index of the first byte after a byte order mark
     * @param line whether it is a line of a stream, which may have an id
     * @param growth gets the memory in bytes of the friends read so far; what it throws is passed on
     */
    static @Nullable ImportRequest parse(byte[] body, int start, boolean line, int maxFriends, LongConsumer growth) {
        if (!isUtf8(ByteBuffer.wrap(body, start, body.length - start))) {
            return null;
        }
        try (JsonParser json = JSON.createParser(body, start, body.length - start)) {
            return new FastImportParser(json, line, maxFriends, growth).request();
        } catch (IOException | DateTimeException unusual) {
            return null;
        }
    }

    // Jackson accepts some malformed UTF-8; the JDK's decoder does not.
    private static boolean isUtf8(ByteBuffer body) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(Math.min(body.remaining(), MAX_DECODED));
        CoderResult result = decoder.decode(body, decoded, true);
        while (result.isOverflow()) {
            result = decoder.decode(body, decoded.clear(), true);
        }
        return !result.isError();
    }

    private ImportRequest request() throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT);
        String id = null;
        String app = null;
        String owner = "";
        List<Friend> friends = List.of();
        Boolean notifyUser = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "id" -> id = lineId();
                case "app" -> app = text();
                case "userId" -> owner = id();
                case "friends" -> friends = friends();
                case "notify" -> notifyUser = flag();
                default -> throw unusual();
            }
        }
        require(!owner.isEmpty() && !friends.isEmpty() && json.nextToken() == null);
        return new ImportRequest(id, app, new FriendImport(owner, friends, notifyUser), List.of());
    }

    private List<Friend> friends() throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY);
        List<Friend> friends = new ArrayList<>();
        long size = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(friends.size() < maxFriends);
            Friend friend = friend();
            friends.add(friend);
            size += ImportBody.sizeOf(friend);
            growth.accept(size);
        }
        return friends;
    }

    private Friend friend() throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT);
        String userId = "";
        String remark = null;
        Instant remarkedAt = null;
        List<String> groups = List.of();
        String source = null;
        String message = null;
        Instant addedAt = null;
        Map<String, Object> attributes = Map.of();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "userId" -> userId = id();
                case "remark" -> remark = text();
                case "remarkedAt" -> remarkedAt = time();
                case "groups" -> groups = texts();
                case "source" -> source = text();
                case "message" -> message = text();
                case "addedAt" -> addedAt = time();
                case "attributes" -> attributes = scalars();
                default -> throw unusual();
            }
        }
        require(!userId.isEmpty());
        return new Friend(userId, remark, remarkedAt, groups, source, message, addedAt, attributes);
    }

    private String id() throws IOException {
        String id = requiredText();
        require(!id.isBlank());
        return id;
    }

    private @Nullable String lineId() throws IOException {
        require(line);
        String id = text();
        require(id == null || ImportRequest.isLineId(id));
        return id;
    }

    private @Nullable Boolean flag() throws IOException {
        return isNull() ? null : Boolean.valueOf(json.getBooleanValue());
    }

    private @Nullable Instant time() throws IOException {
        String text = text();
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }

    private @Nullable String text() throws IOException {
        return isNull() ? null : requiredText();
    }

    private String requiredText() throws IOException {
        require(json.currentToken() == JsonToken.VALUE_STRING);
        return unicode(json.getText());
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        if (!isNull()) {
            require(json.currentToken() == JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                texts.add(requiredText());
                require(texts.size() <= MAX_ENTRIES);
            }
        }
        return texts;
    }

    private Map<String, Object> scalars() throws IOException {
        Map<String, Object> scalars = new LinkedHashMap<>();
        if (!isNull()) {
            require(json.currentToken() == JsonToken.START_OBJECT);
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                scalars.put(unicode(name), json.nextToken() == JsonToken.VALUE_NUMBER_INT ? integer() : requiredText());
                require(scalars.size() <= MAX_ENTRIES);
            }
        }
        return scalars;
    }

    private Long integer() throws IOException {
        require(json.getNumberType() != NumberType.BIG_INTEGER);
        return json.getLongValue();
    }

    private boolean isNull() {
        return json.currentToken() == JsonToken.VALUE_NULL;
    }

    private String unicode(String text) throws IOException {
        require(!JsonFields.hasLoneSurrogate(text));
        return text;
    }

    private void require(boolean usual) throws IOException {
        if (!usual) {
            throw unusual();
        }
    }

    private IOException unusual() {
        return new JsonParseException(json, "not of the usual form");
    }
}
