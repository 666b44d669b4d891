package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.jspecify.annotations.Nullable;

/**
 * A parsed body, which is read to its end even when it is invalid.
 *
 * @param id the id of a line; null when it is absent or invalid, and for a single import
 * @param app the app's name; null when it is absent
 * @param friends what could be read; an unreadable id is empty, so that each friend keeps its place
 * @param violations what could not be read
 */
record ImportRequest(@Nullable String id, @Nullable String app, FriendImport friends, List<Violation> violations) {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_DIGITS = 1000;
    private static final Pattern LINE_ID = Pattern.compile("[!-~]{1,128}");
    private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_DIGITS).build())
            // Callers could fill the caches of names, which outlive a request.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES).disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // It fails for some numbers, and no field needs it.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build().readerFor(JsonNode.class);

    /**
     * Parses a body. Fails with {@code invalid_request} when it is not a JSON object.
     *
     * @param maxFriends a longer list is refused without being read
     * @param growth gets the memory in bytes of what is parsed, as it grows; what it throws is passed on
     */
    static ImportRequest parse(byte[] body, int maxFriends, LongConsumer growth) {
        ImportRequest usual = FastImportParser.parse(body, start(body), false, maxFriends, growth);
        return usual == null ? parseTree(body, false, maxFriends, growth) : usual;
    }

    /** The same for a line of a stream, which may have an id. */
    static ImportRequest parseLine(byte[] line, int maxFriends, LongConsumer growth) {
        ImportRequest usual = FastImportParser.parse(line, start(line), true, maxFriends, growth);
        return usual == null ? parseTree(line, true, maxFriends, growth) : usual;
    }

    /** The same with a tree, which finds every violation. */
    static ImportRequest parseTree(byte[] body, boolean line, int maxFriends, LongConsumer growth) {
        List<Violation> violations = new ArrayList<>();
        JsonFields fields = new JsonFields(json(body, new CountingNodeFactory(growth)), "", violations);
        String id = line ? lineId(fields) : null;
        String app = fields.text("app");
        FriendImport friends = new FriendImport(fields.requiredText("userId"),
                fields.objects("friends", maxFriends, (node, path) -> friend(node, path, violations)), fields.flag("notify"));
        if (friends.friends().isEmpty() && violations.stream().noneMatch(found -> found.pointer().equals("/friends"))) {
            fields.refuse("friends", "must have at least one entry");
        }
        fields.refuseOthers();
        return new ImportRequest(id, app, friends, List.copyOf(violations));
    }

    private static @Nullable String lineId(JsonFields fields) {
        String id = fields.text("id");
        if (id != null && !isLineId(id)) {
            fields.refuse("id", "must have 1 to 128 visible ASCII characters");
            return null;
        }
        return id;
    }

    static boolean isLineId(String id) {
        return LINE_ID.matcher(id).matches();
    }

    /** The id of a line that is not valid as a whole, if it can be read; null otherwise. */
    static @Nullable String findLineId(byte[] line) {
        try (JsonParser json = JSON.getFactory().createParser(new String(line, UTF_8))) {
            String name = json.nextToken() == JsonToken.START_OBJECT ? json.nextFieldName() : null;
            while (name != null && !name.equals("id")) {
                json.nextToken();
                json.skipChildren();
                name = json.nextFieldName();
            }
            String id = name == null ? null : json.nextTextValue();
            return id != null && isLineId(id) ? id : null;
        } catch (IOException broken) {
            return null;
        }
    }

    private static Friend friend(JsonNode node, String path, List<Violation> violations) {
        JsonFields fields = new JsonFields(node, path, violations);
        Friend friend = new Friend(fields.requiredText("userId"), fields.text("remark"), fields.time("remarkedAt"),
                fields.texts("groups"), fields.text("source"), fields.text("message"), fields.time("addedAt"),
                fields.scalars("attributes"));
        fields.refuseOthers();
        return friend;
    }

    private static JsonNode json(byte[] body, JsonNodeFactory nodes) {
        try {
            JsonNode json = JSON.with(nodes).readTree(new Numbers(JSON.createParser(text(body))));
            if (json == null || !json.isObject()) {
                throw Failure.invalid("must be a JSON object").exception();
            }
            return json;
        } catch (StreamConstraintsException exceeded) {
            throw Failure.invalid("must not nest deeper than " + MAX_DEPTH + ", nor have numbers of more than " + MAX_DIGITS
                    + " digits or names of more than " + StreamReadConstraints.DEFAULT_MAX_NAME_LEN + " characters")
                    .exception();
        } catch (JsonProcessingException broken) {
            JsonLocation where = broken.getLocation();
            throw Failure.invalid("must be JSON without repeated names" + (where == null ? ""
                    : "; line " + where.getLineNr() + ", column " + where.getColumnNr() + " is not")).exception();
        } catch (IOException broken) {
            throw Failure.invalid("must be JSON in UTF-8").exception();
        }
    }

    // Jackson takes some bytes for UTF-16 and accepts some malformed UTF-8; the JDK's decoder does neither.
    private static Reader text(byte[] body) {
        int start = start(body);
        return new InputStreamReader(new ByteArrayInputStream(body, start, body.length - start), UTF_8.newDecoder());
    }

    private static int start(byte[] body) {
        return body.length >= 3 && Arrays.equals(body, 0, 3, BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
    }

    /** Reads a number that is out of Java's range as one that no field accepts, so that it is refused with its pointer. */
    private static final class Numbers extends JsonParserDelegate {

        private static final BigDecimal NO_INTEGER = new BigDecimal("0.5");

        Numbers(JsonParser parser) {
            super(parser);
        }

        @Override
        public BigDecimal getDecimalValue() throws IOException {
            try {
                return super.getDecimalValue();
            } catch (NumberFormatException outOfRange) {
                return NO_INTEGER;
            }
        }
    }

    /**
     * Creates the nodes of one JSON tree and reports the memory they take as the tree grows: a body that consists of little
     * more than braces becomes a tree of thirty times its size.
     */
    private static final class CountingNodeFactory extends JsonNodeFactory {

        /** Bytes of memory, as measured; for names and texts without their characters. */
        private static final int OBJECT = 160;
        private static final int ARRAY = 72;
        private static final int FIELD = 96;
        private static final int ELEMENT = 8;
        private static final int NUMBER = 32;
        private static final int TEXT = 64;
        private static final int REPORT_STEP = 64 << 10;

        private final LongConsumer growth;
        private long bytes;
        private long reported;

        /** @param growth gets a size in bytes before the tree grows beyond the last one; what it throws stops the parser */
        CountingNodeFactory(LongConsumer growth) {
            this.growth = growth;
        }

        @Override
        public ObjectNode objectNode() {
            count(OBJECT);
            return new ObjectNode(this, new Fields());
        }

        @Override
        public ArrayNode arrayNode() {
            count(ARRAY);
            return new ArrayNode(this, new Elements());
        }

        private void count(long more) {
            bytes += more;
            if (bytes > reported) {
                reported = bytes + REPORT_STEP;
                growth.accept(reported);
            }
        }

        private static long sizeOf(JsonNode value) {
            if (value.isTextual()) {
                return TEXT + 2L * value.textValue().length();
            }
            return value.isNumber() ? NUMBER : 0;
        }

        private final class Fields extends LinkedHashMap<String, JsonNode> {

            @Override
            public JsonNode put(String name, JsonNode value) {
                count(FIELD + name.length() + sizeOf(value));
                return super.put(name, value);
            }
        }

        private final class Elements extends ArrayList<JsonNode> {

            @Override
            public boolean add(JsonNode value) {
                count(ELEMENT + sizeOf(value));
                return super.add(value);
            }
        }
    }
}
