package org.friendsgateway.importer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;

import org.jspecify.annotations.Nullable;

/** Reads rows of CSV; a header line may select and order the columns. */
final class CsvRowReader implements Closeable {

    private static final List<String> COLUMNS = List.of("user", "friend", "remark", "groups", "source", "message", "addedat");
    private static final String GROUP_SEPARATOR = ";";

    private final CsvParser csv;
    private final FileErrors errors;
    private List<String> columns = COLUMNS;
    private long line;
    private boolean begun;

    CsvRowReader(InputStream file, FileErrors errors) throws IOException {
        this.csv = CsvFactory.builder().enable(CsvParser.Feature.TRIM_SPACES).build().createParser(file);
        this.errors = errors;
    }

    /** Returns null at the end; rows that are wrong are reported and skipped. */
    @Nullable
    CsvRow next() throws IOException {
        CsvRow row = null;
        for (List<String> cells = cells(); cells != null; cells = cells()) {
            row = isHeader(cells) ? null : row(cells);
            if (row != null) {
                break;
            }
        }
        return row;
    }

    private @Nullable List<String> cells() throws IOException {
        try {
            return readCells();
        } catch (JsonProcessingException broken) {
            errors.add(line, "not CSV: " + broken.getOriginalMessage());
        } catch (java.io.CharConversionException otherCharset) {
            errors.add(line, "not UTF-8, here or a little later");
        }
        return null;
    }

    private @Nullable List<String> readCells() throws IOException {
        line = csv.currentLocation().getLineNr();
        if (csv.nextToken() == null) {
            return null;
        }
        line = csv.currentLocation().getLineNr();
        List<String> cells = new ArrayList<>(columns.size());
        for (JsonToken cell = csv.nextToken(); cell != null && cell != JsonToken.END_ARRAY; cell = csv.nextToken()) {
            cells.add(csv.getText());
        }
        return cells;
    }

    private boolean isHeader(List<String> cells) {
        List<String> names = cells.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        boolean header = !begun && (names.contains("user") || names.contains("friend"));
        begun = true;
        if (header) {
            check(names);
            columns = names;
        }
        return header;
    }

    private void check(List<String> names) {
        names.stream().filter(name -> !COLUMNS.contains(name))
                .forEach(name -> errors.add(line, "unknown column \"" + name + "\"; columns are " + String.join(",", COLUMNS)));
        COLUMNS.subList(0, 2).stream().filter(name -> !names.contains(name))
                .forEach(name -> errors.add(line, name, "the column is missing"));
    }

    private @Nullable CsvRow row(List<String> cells) {
        if (cells.size() == 1 && cells.get(0).isEmpty()) {
            return null; // a blank line
        }
        if (cells.size() < 2 || cells.size() > columns.size()) {
            errors.add(line, "has %d columns, not 2 to %d, separated by commas".formatted(cells.size(), columns.size()));
            return null;
        }
        String user = cell(cells, "user");
        String friend = cell(cells, "friend");
        boolean hasUser = isGiven(user, "user");
        boolean hasFriend = isGiven(friend, "friend");
        boolean right = isTime(cell(cells, "addedat")) && hasUser && hasFriend;
        if (right && user.equals(friend)) {
            errors.add(line, "friend", "is the user");
            return null;
        }
        return right ? new CsvRow(line, user, friend(cells, friend)) : null;
    }

    private String cell(List<String> cells, String column) {
        int index = columns.indexOf(column);
        return index < 0 || index >= cells.size() ? "" : cells.get(index);
    }

    private boolean isGiven(String cell, String column) {
        if (cell.isEmpty()) {
            errors.add(line, column, "is empty");
        }
        return !cell.isEmpty();
    }

    private boolean isTime(String cell) {
        try {
            return cell.isEmpty() || OffsetDateTime.parse(cell) != null;
        } catch (DateTimeException other) {
            errors.add(line, "addedAt", "\"" + cell + "\" is not a time like 2014-12-31T04:26:41Z");
            return false;
        }
    }

    private String friend(List<String> cells, String id) {
        ObjectNode friend = Json.MAPPER.createObjectNode().put("userId", id);
        putIfGiven(friend, "remark", cell(cells, "remark"));
        for (String group : cell(cells, "groups").split(GROUP_SEPARATOR, -1)) {
            if (!group.isBlank()) {
                friend.withArrayProperty("groups").add(group.strip());
            }
        }
        putIfGiven(friend, "source", cell(cells, "source"));
        putIfGiven(friend, "message", cell(cells, "message"));
        putIfGiven(friend, "addedAt", cell(cells, "addedat"));
        return Json.write(friend);
    }

    private static void putIfGiven(ObjectNode friend, String field, String cell) {
        if (!cell.isEmpty()) {
            friend.put(field, cell);
        }
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
