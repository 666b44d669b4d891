package org.friendsgateway.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.friendsgateway.failure.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each read by name and type. A field that is missing or of another type is recorded as a
 * violation with its pointer and read as absent, so that one pass finds every violation. A {@code null} is an absent field.
 */
final class JsonFields {

    private final JsonNode object;
    private final String path;
    private final List<Violation> violations;
    private final Set<String> unknown = new LinkedHashSet<>();

    JsonFields(JsonNode node, String path, List<Violation> violations) {
        this.object = node;
        this.path = path;
        this.violations = violations;
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(unknown::add);
        } else {
            report(() -> path, "must be an object");
        }
    }

    /** A text that is not blank; empty when it was refused. */
    String requiredText(String name) {
        JsonNode value = take(name);
        if (value == null && object.isObject()) {
            refuse(name, "is required");
        }
        String text = value == null ? null : text(value, () -> pointer(name));
        if (text != null && text.isBlank()) {
            refuse(name, "must not be blank");
        }
        return text == null || text.isBlank() ? "" : text;
    }

    @Nullable
    String text(String name) {
        JsonNode value = take(name);
        return value == null ? null : text(value, () -> pointer(name));
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isBoolean()) {
            refuse(name, "must be true or false");
        }
        return value == null ? null : Boolean.valueOf(value.asBoolean());
    }

    /** An RFC 3339 date and time with an offset. */
    @Nullable
    Instant time(String name) {
        String text = text(name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            refuse(name, "must be a date and time such as 2014-12-31T04:26:41Z");
            return null;
        }
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(name)) {
            String text = text(element, () -> pointer(name) + "/" + texts.size());
            texts.add(text == null ? "?" : text);
        }
        return texts;
    }

    /** The elements of an array, each read by {@code reader} with its pointer; empty when it is absent or too long. */
    <T> List<T> objects(String name, int max, BiFunction<JsonNode, String, T> reader) {
        List<T> objects = new ArrayList<>();
        JsonNode elements = array(name);
        if (elements.size() > max) {
            refuse(name, "must have at most " + max + " entries");
        } else {
            elements.forEach(element -> objects.add(reader.apply(element, pointer(name) + "/" + objects.size())));
        }
        return objects;
    }

    /** An object whose values are texts or 64-bit integers. */
    Map<String, Object> scalars(String name) {
        JsonNode value = take(name);
        Map<String, Object> scalars = new LinkedHashMap<>();
        if (value != null && !value.isObject()) {
            refuse(name, "must be an object");
        } else if (value != null) {
            value.properties().forEach(field -> {
                Supplier<String> pointer = () -> pointer(name) + "/" + Violation.escapePointer(field.getKey());
                Object scalar = unicode(field.getKey(), pointer) == null ? null : scalar(field.getValue(), pointer);
                if (scalar != null) {
                    scalars.put(field.getKey(), scalar);
                }
            });
        }
        return scalars;
    }

    /** Refuses every field that was not read. */
    void refuseOthers() {
        unknown.forEach(name -> refuse(name, "is not a known field"));
    }

    /** Records a violation of the field of that name. */
    void refuse(String name, String message) {
        report(() -> pointer(name), message);
    }

    // The pointer is built only when it is reported, because a body may have a million violations.
    private void report(Supplier<String> pointer, String message) {
        if (violations.size() < Violation.MAX_REPORTED) {
            violations.add(new Violation(pointer.get(), message));
        }
    }

    private @Nullable JsonNode take(String name) {
        unknown.remove(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private JsonNode array(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isArray()) {
            refuse(name, "must be an array");
        }
        return value == null || !value.isArray() ? MissingNode.getInstance() : value;
    }

    private @Nullable String text(JsonNode value, Supplier<String> pointer) {
        if (!value.isTextual()) {
            report(pointer, "must be a string");
            return null;
        }
        return unicode(value.textValue(), pointer);
    }

    private @Nullable Object scalar(JsonNode value, Supplier<String> pointer) {
        if (value.isTextual()) {
            return text(value, pointer);
        }
        if (value.isNumber()) {
            try {
                return value.decimalValue().longValueExact();
            } catch (ArithmeticException noLong) {
                // Reported below.
            }
        }
        report(pointer, "must be a string or a 64-bit integer");
        return null;
    }

    // A lone surrogate cannot be encoded in UTF-8, so it could not be sent to a vendor.
    private @Nullable String unicode(String text, Supplier<String> pointer) {
        if (hasLoneSurrogate(text)) {
            report(pointer, "must not have half a surrogate pair");
            return null;
        }
        return text;
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private String pointer(String name) {
        return path + "/" + Violation.escapePointer(name);
    }
}
