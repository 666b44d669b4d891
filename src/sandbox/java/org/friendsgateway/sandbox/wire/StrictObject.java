package org.friendsgateway.sandbox.wire;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads a JSON object strictly: an unknown name or a wrong type is an {@link IllegalArgumentException} that names it. */
public final class StrictObject {

    private final JsonNode object;
    private final String where;

    /** {@code where} is the path of the object in messages. */
    public StrictObject(JsonNode object, String where, Set<String> known) {
        if (!object.isObject()) {
            throw new IllegalArgumentException(where + " must be an object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IllegalArgumentException(where + " has the unknown field " + name);
            }
        }
        this.object = object;
        this.where = where;
    }

    public Optional<JsonNode> node(String name) {
        return Optional.ofNullable(object.get(name));
    }

    public Optional<String> text(String name) {
        return node(name).map(node -> text(node, name));
    }

    public String text(JsonNode node, String name) {
        return require(node.isTextual(), node, name, "a string").textValue();
    }

    public OptionalLong integer(String name) {
        JsonNode node = object.get(name);
        return node == null ? OptionalLong.empty() : OptionalLong.of(integer(node, name));
    }

    public long integer(JsonNode node, String name) {
        return require(node.isIntegralNumber() && node.canConvertToLong(), node, name, "an integer of 64 bits").longValue();
    }

    public boolean flag(String name) {
        return node(name).map(node -> require(node.isBoolean(), node, name, "true or false").booleanValue()).orElse(false);
    }

    public Optional<JsonNode> object(String name) {
        return node(name).map(node -> require(node.isObject(), node, name, "an object"));
    }

    public Optional<JsonNode> array(String name) {
        return node(name).map(node -> require(node.isArray(), node, name, "an array"));
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        array(name).ifPresent(array -> array.forEach(
                node -> texts.add(require(node.isTextual(), node, name, "an array of strings").textValue())));
        return texts;
    }

    public IllegalArgumentException invalid(String name, String problem) {
        return new IllegalArgumentException(where + "." + name + " " + problem);
    }

    private JsonNode require(boolean right, JsonNode node, String name, String type) {
        if (!right) {
            throw invalid(name, "must be " + type);
        }
        return node;
    }
}
