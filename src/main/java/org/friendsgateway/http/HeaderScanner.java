package org.friendsgateway.http;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a header from left to right: tokens, quoted strings and the characters between them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6">RFC 9110, section 5.6</a>
 */
final class HeaderScanner {

    private static final Pattern COMMA = Pattern.compile(",");
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private final String value;
    private int position;

    HeaderScanner(String value) {
        this.value = value;
    }

    /** The elements of a list header without empty ones; a comma ends an element even in a quoted string. */
    static Stream<String> elements(List<String> values) {
        return values.stream().flatMap(COMMA::splitAsStream).map(String::strip).filter(Predicate.not(String::isEmpty));
    }

    /** Whether nothing but white space is left. */
    boolean atEnd() {
        skipWhitespace();
        return position == value.length();
    }

    /** Skips the next character if it is this one. Returns whether it was. */
    boolean skip(char character) {
        boolean next = position < value.length() && value.charAt(position) == character;
        if (next) {
            position++;
        }
        return next;
    }

    /** Skips this character if it is next, with the white space around it. Returns whether it was. */
    boolean skipSeparator(char separator) {
        skipWhitespace();
        boolean next = skip(separator);
        skipWhitespace();
        return next;
    }

    /** Reads the next token; null when there is none. */
    @Nullable
    String token() {
        int start = position;
        while (position < value.length() && isTokenCharacter(value.charAt(position))) {
            position++;
        }
        return start == position ? null : value.substring(start, position);
    }

    /** Reads the next token or the text of the next quoted string; null when there is neither, or the string has no end. */
    @Nullable
    String word() {
        if (!skip('"')) {
            return token();
        }
        StringBuilder text = new StringBuilder();
        return readQuoted(text) ? text.toString() : null;
    }

    /** Skips the rest of a list's element; commas in quoted strings do not end it. */
    void skipElement() {
        while (position < value.length() && value.charAt(position) != ',') {
            if (!skip('"')) {
                position++;
            } else if (!readQuoted(new StringBuilder())) {
                return;
            }
        }
    }

    // Returns whether the string has an end.
    private boolean readQuoted(StringBuilder text) {
        while (position < value.length()) {
            char next = value.charAt(position++);
            if (next == '"') {
                return true;
            }
            if (next == '\\' && position < value.length()) {
                next = value.charAt(position++);
            }
            text.append(next);
        }
        return false;
    }

    private void skipWhitespace() {
        while (position < value.length() && (value.charAt(position) == ' ' || value.charAt(position) == '\t')) {
            position++;
        }
    }

    private static boolean isTokenCharacter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9') || TOKEN_PUNCTUATION.indexOf(character) >= 0;
    }
}
