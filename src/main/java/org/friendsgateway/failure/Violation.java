package org.friendsgateway.failure;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer RFC 6901 pointer to the offending value, such as {@code /friends/3/userId}; empty for the whole body
 * @param message what the value must be, without the value itself
 */
public record Violation(String pointer, String message) {

    /** No response lists more: ten for each friend of the longest import. */
    public static final int MAX_REPORTED = 30_000;

    /** A name, escaped for use in a pointer. */
    public static String escapePointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
