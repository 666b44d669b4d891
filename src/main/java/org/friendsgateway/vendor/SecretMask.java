package org.friendsgateway.vendor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Masks the secrets of one app in whatever its vendor says, for a vendor may echo the address or the header it was called
 * with. A secret is found as it is, percent-encoded, JSON-escaped, and in any mixture of these; its beginning too, where a
 * vendor cuts its text.
 */
public final class SecretMask {

    private static final String MASK = "***";
    /** What is left of a secret that was cut: fewer characters may be an ordinary word. */
    private static final int MIN_BEGINNING = 8;
    /** Tokens are renewed, and an answer may echo one that was replaced while the call was under way. */
    private static final int MAX_TOKENS = 8;
    /** Longer texts are cut before they are searched; far less of them is ever shown. */
    private static final int MAX_TEXT_LENGTH = 10_000;

    private final Set<Secret> configured;
    private final ConcurrentLinkedDeque<Secret> tokens = new ConcurrentLinkedDeque<>();

    /** @param secrets those of the configuration; empty ones are ignored */
    public SecretMask(Set<String> secrets) {
        this.configured = secrets.stream().filter(secret -> !secret.isEmpty()).map(Secret::of)
                .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
    }

    /** Masks a token or signature too, from now on; the latest {@value #MAX_TOKENS} of them. */
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

    /** The text with {@code ***} in place of each secret, cut after 10,000 characters; null stays null. */
    public @Nullable String mask(@Nullable String text) {
        if (text == null) {
            return null;
        }
        List<Secret> secrets = Stream.concat(configured.stream(), tokens.stream()).toList();
        String masked = text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH);
        // Whole ones first: tokens may begin alike, and what is left of one would not be found again.
        for (Secret secret : secrets) {
            masked = secret.maskedIn(masked, secret.characters().size());
        }
        for (Secret secret : secrets) {
            masked = secret.maskedIn(masked, MIN_BEGINNING);
        }
        return masked;
    }

    /** @param characters a pattern for each character of the text, in all its spellings */
    private record Secret(String text, List<Pattern> characters) {

        static Secret of(String text) {
            return new Secret(text, text.codePoints().mapToObj(Secret::spellings).toList());
        }

        // As itself, escaped, or percent-encoded once or more often.
        private static Pattern spellings(int codePoint) {
            String character = Character.toString(codePoint);
            String percent = percentEncoded(character) + (codePoint == ' ' ? "|\\+|%(?:25)*2b" : "");
            String escape = character.chars().mapToObj("\\\\+u%04x"::formatted).collect(Collectors.joining());
            String shortEscape = switch (codePoint) {
                case '\n' -> "|\\\\+n";
                case '\r' -> "|\\\\+r";
                case '\t' -> "|\\\\+t";
                default -> "";
            };
            return Pattern.compile("\\\\*" + Pattern.quote(character) + "|(?i:" + percent + "|" + escape + ")" + shortEscape);
        }

        private static String percentEncoded(String character) {
            StringBuilder encoded = new StringBuilder();
            for (byte part : character.getBytes(StandardCharsets.UTF_8)) {
                encoded.append("%(?:25)*").append("%02x".formatted(part));
            }
            return encoded.toString();
        }

        /** @param min how many characters of the secret must be there */
        String maskedIn(String spoken, int min) {
            StringBuilder masked = new StringBuilder();
            Matcher first = characters.get(0).matcher(spoken);
            int from = 0;
            for (int at = 0; first.find(at); at = Math.max(from, first.start() + 1)) {
                int end = endAt(spoken, first.start(), min);
                if (end > first.start()) {
                    masked.append(spoken, from, first.start()).append(MASK);
                    from = end;
                }
            }
            return from == 0 ? spoken : masked.append(spoken, from, spoken.length()).toString();
        }

        // Where the secret that begins at a position ends; the position itself when none does.
        private int endAt(String spoken, int at, int min) {
            int end = at;
            int found = 0;
            for (Pattern character : characters) {
                Matcher next = character.matcher(spoken).region(end, spoken.length());
                if (!next.lookingAt()) {
                    break;
                }
                end = next.end();
                found++;
            }
            return found >= min ? end : at;
        }
    }
}
