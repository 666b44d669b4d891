package org.friendsgateway.vendor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Masks the secrets of one app in its vendor's texts, because a vendor may echo the URL or the header of a call. A secret is
 * found verbatim, percent-encoded, JSON-escaped, in any Base64 alphabet, and in any mixture of these; and so is each part of
 * it, because vendors truncate texts.
 */
public final class SecretMask {

    private static final String MASK = "***";
    /** Of a truncated secret, this many characters are masked; fewer may be an ordinary word. */
    private static final int MIN_PART = 8;
    /** A response may echo a token that was replaced during the call. */
    private static final int MAX_TOKENS = 8;
    /** Longer texts are truncated before the search; far less of them is ever reported. */
    private static final int MAX_TEXT_LENGTH = 1_000;

    private final List<Secret> configured;
    private final ConcurrentLinkedDeque<Secret> tokens = new ConcurrentLinkedDeque<>();

    /** @param secrets from the configuration; empty ones are ignored */
    public SecretMask(Collection<String> secrets) {
        this.configured = secrets.stream().filter(secret -> !secret.isEmpty()).map(Secret::of).toList();
    }

    /** From now on masks a token or signature, too; only the latest {@value #MAX_TOKENS} of them. */
    public void add(String token) {
        Secret latest = tokens.peekLast();
        if (token.isEmpty() || (latest != null && latest.text().equals(token))) {
            return;
        }
        tokens.addLast(Secret.of(token));
        if (tokens.size() > MAX_TOKENS) {
            tokens.pollFirst();
        }
    }

    /** The text with {@code ***} in place of each secret, truncated after 1,000 characters; null stays null. */
    public @Nullable String mask(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        Plain plain = Plain.of(truncate(text));
        BitSet secret = new BitSet();
        configured.forEach(one -> one.markIn(plain.text(), secret));
        tokens.forEach(one -> one.markIn(plain.text(), secret));
        return plain.without(secret);
    }

    private static String truncate(String text) {
        if (text.length() <= MAX_TEXT_LENGTH) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_TEXT_LENGTH - 1)) ? MAX_TEXT_LENGTH - 1
                : MAX_TEXT_LENGTH);
    }

    /** @param parts all substrings of {@code partLength}: {@value #MIN_PART}, or the length of a shorter secret */
    private record Secret(String text, Set<String> parts, int partLength) {

        static Secret of(String text) {
            String plain = Plain.of(text).text();
            int length = Math.min(MIN_PART, plain.length());
            Set<String> parts = new HashSet<>();
            for (int from = 0; from + length <= plain.length(); from++) {
                parts.add(plain.substring(from, from + length));
            }
            return new Secret(text, parts, length);
        }

        void markIn(String plain, BitSet marked) {
            for (int from = 0; from + partLength <= plain.length(); from++) {
                if (partLength > 0 && parts.contains(plain.substring(from, from + partLength))) {
                    marked.set(from, from + partLength);
                }
            }
        }
    }

    /**
     * A text without its encodings, with a character for each byte of UTF-8: backslashes removed, escapes and percent-encodings
     * decoded, and characters unified that replace one another in Base64 alphabets and in queries.
     *
     * @param starts where each of its characters begins in the original
     * @param ends where it ends there
     */
    private record Plain(String original, String text, List<Integer> starts, List<Integer> ends) {

        private static final Pattern UNIT = Pattern
                .compile("\\\\u([0-9A-Fa-f]{4})|%(?:25){0,8}([0-9A-Fa-f]{2})|.", Pattern.DOTALL);

        static Plain of(String original) {
            StringBuilder text = new StringBuilder();
            List<Integer> starts = new ArrayList<>();
            List<Integer> ends = new ArrayList<>();
            for (Matcher unit = UNIT.matcher(original); unit.find();) {
                for (byte one : bytes(unit)) {
                    if (one == '\\') {
                        continue;
                    }
                    text.append(unify((char) (one & 0xff)));
                    starts.add(unit.start());
                    ends.add(unit.end());
                }
            }
            return new Plain(original, text.toString(), starts, ends);
        }

        private static byte[] bytes(Matcher unit) {
            if (unit.group(1) != null) {
                return Character.toString(Integer.parseInt(unit.group(1), 16)).getBytes(StandardCharsets.UTF_8);
            }
            if (unit.group(2) != null) {
                return new byte[] { (byte) Integer.parseInt(unit.group(2), 16) };
            }
            return unit.group().getBytes(StandardCharsets.UTF_8);
        }

        private static char unify(char character) {
            return switch (character) {
                case ' ', '*' -> '+';
                case '-' -> '/';
                case '_' -> '=';
                default -> character;
            };
        }

        String without(BitSet secret) {
            StringBuilder masked = new StringBuilder();
            int from = 0;
            for (int begin = secret.nextSetBit(0); begin >= 0; begin = secret.nextSetBit(secret.nextClearBit(begin))) {
                masked.append(original, from, starts.get(begin)).append(MASK);
                from = ends.get(secret.nextClearBit(begin) - 1);
            }
            return masked.append(original, from, original.length()).toString();
        }
    }
}
