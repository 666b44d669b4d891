package org.friendsgateway.failure;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer RFC 6901 pointer to the offending value, such as {@code /friends/3/userId}; empty for the whole body
 * @param message what the value must be, without the value itself
 */
public record Violation(String pointer, String message) {

    /** Nobody is told of more: ten for each friend of the longest list, and no answer without an end. */
    public static final int MAX_REPORTED = 30_000;

    /** A name as a pointer spells it. */
    public static String escapePointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
