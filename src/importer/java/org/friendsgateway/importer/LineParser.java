package org.friendsgateway.importer;

import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

/** Parses and checks imports that are written as JSON, and makes of them what is sent. */
final class LineParser {

    /** Why an earlier run wrote the line to its file of failed lines; never sent. */
    static final String REASON = "reason";

    private final @Nullable String app;
    private final FileErrors errors;

    /** @param app of lines that name none */
    LineParser(@Nullable String app, FileErrors errors) {
        this.app = app;
        this.errors = errors;
    }

    /** Returns null after reporting what is wrong. */
    @Nullable
    ImportLine parse(long number, String text) {
        try {
            return parse(number, text, Json.MAPPER.readTree(text));
        } catch (JsonProcessingException broken) {
            errors.add(number, "not JSON: " + broken.getOriginalMessage());
            return null;
        }
    }

    private @Nullable ImportLine parse(long number, String text, JsonNode json) {
        if (!(json instanceof ObjectNode line)) {
            errors.add(number, "not a JSON object; each line is one import");
            return null;
        }
        JsonNode friends = line.path("friends");
        boolean hasUser = hasText(number, line, "userId", "");
        return hasFriends(number, friends) && hasUser ? importLine(number, text, line, friends.size()) : null;
    }

    private boolean hasText(long number, JsonNode object, String field, String parent) {
        JsonNode value = object.path(field);
        if (value.isTextual() && !value.textValue().isBlank()) {
            return true;
        }
        errors.add(number, parent + field, value.isMissingNode() ? "is missing" : "must be a text that is not blank");
        return false;
    }

    private boolean hasFriends(long number, JsonNode friends) {
        if (!friends.isArray() || friends.isEmpty()) {
            errors.add(number, "friends", friends.isMissingNode() ? "is missing" : "must be a list of at least one friend");
            return false;
        }
        boolean right = true;
        for (int i = 0; i < friends.size(); i++) {
            right = hasText(number, friends.get(i), "userId", "friends[" + i + "].") && right;
        }
        int repeated = right ? indexOfRepeated(friends) : -1;
        if (repeated >= 0) {
            errors.add(number, "friends[" + repeated + "].userId", "the friend is named twice");
        }
        return right && repeated < 0;
    }

    /** The index of a friend that is in front already, or -1. */
    static int indexOfRepeated(JsonNode friends) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < friends.size(); i++) {
            if (!ids.add(friends.get(i).path("userId").textValue())) {
                return i;
            }
        }
        return -1;
    }

    private ImportLine importLine(long number, String text, ObjectNode line, int friends) {
        boolean changed = line.remove(REASON) != null;
        if (!line.hasNonNull("app") && app != null) {
            line.put("app", app);
            changed = true;
        }
        return new ImportLine(number, line.path("app").textValue(), line.path("userId").textValue(),
                changed ? Json.write(line) : text, friends);
    }
}
