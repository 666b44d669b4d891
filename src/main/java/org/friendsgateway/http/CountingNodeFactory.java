package org.friendsgateway.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.LongConsumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Creates the nodes of one JSON tree and reports the memory they take as the tree grows: a body that consists of little more
 * than braces becomes a tree of thirty times its size.
 */
final class CountingNodeFactory extends JsonNodeFactory {

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
