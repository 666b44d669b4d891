package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read to its end whatever is wrong with it.
 *
 * @param app the app's name; null when there is none
 * @param friends what could be read; an id that could not is empty, so that each friend keeps its place
 * @param violations what could not be read
 */
record ImportRequest(@Nullable String app, FriendImport friends, List<Violation> violations) {

    private static final int DEEPEST_NESTING = 16;
    private static final int LONGEST_NUMBER = 1000;
    private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST_NESTING).maxNumberLength(LONGEST_NUMBER).build())
            // Names that callers make up would fill the tables of strings that outlive a request.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES).disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // It fails for some numbers, and no field needs that form.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build().readerFor(JsonNode.class);

    /**
     * Fails with {@code invalid_request} when the body is no JSON.
     *
     * @param mostFriends a longer list is refused without being read
     * @param growth is told the size in bytes of what is made of the body, before it grows beyond; may fail to stop it
     */
    static ImportRequest parse(byte[] body, int mostFriends, LongConsumer growth) {
        ImportRequest plain = FastImportParser.parse(body, start(body), mostFriends, growth);
        return plain == null ? parseTree(body, mostFriends, growth) : plain;
    }

    /** The same by way of a tree, which finds all that is wrong. */
    static ImportRequest parseTree(byte[] body, int mostFriends, LongConsumer growth) {
        List<Violation> violations = new ArrayList<>();
        JsonFields fields = new JsonFields(json(body, new CountingNodeFactory(growth)), "", violations);
        String app = fields.text("app");
        FriendImport friends = new FriendImport(fields.requiredText("userId"),
                fields.objects("friends", mostFriends, (node, path) -> friend(node, path, violations)), fields.flag("notify"));
        if (friends.friends().isEmpty() && violations.stream().noneMatch(found -> found.pointer().equals("/friends"))) {
            fields.refuse("friends", "must have at least one entry");
        }
        fields.refuseOthers();
        return new ImportRequest(app, friends, List.copyOf(violations));
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
                throw malformed("must be a JSON object");
            }
            return json;
        } catch (StreamConstraintsException tooMuch) {
            throw malformed("must not nest deeper than " + DEEPEST_NESTING + ", nor have numbers of more than " + LONGEST_NUMBER
                    + " digits or names of more than " + StreamReadConstraints.DEFAULT_MAX_NAME_LEN + " characters");
        } catch (JsonProcessingException broken) {
            JsonLocation where = broken.getLocation();
            throw malformed("must be JSON without repeated names" + (where == null ? ""
                    : "; line " + where.getLineNr() + ", column " + where.getColumnNr() + " is not"));
        } catch (IOException broken) {
            throw malformed("must be JSON in UTF-8");
        }
    }

    // Jackson reads bytes as UTF-16 when they look like it, and forms of UTF-8 that are none; the JDK fails of these.
    private static Reader text(byte[] body) {
        int start = start(body);
        return new InputStreamReader(new ByteArrayInputStream(body, start, body.length - start), UTF_8.newDecoder());
    }

    private static int start(byte[] body) {
        return body.length >= 3 && Arrays.equals(body, 0, 3, BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
    }

    /** A number that is too large or too small for Java is none that a field may have, and is refused where it stands. */
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

    private static RuntimeException malformed(String message) {
        return Failure.invalid(List.of(new Violation("", message))).exception();
    }
}
