package org.friendsgateway.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure in the vendor's own words. Long texts are truncated, never inside a character.
 *
 * @param code the vendor's code: a number at Tencent, the {@code error} at Easemob, up to 100 characters; null when it
 *        sent none
 * @param message the vendor's text, up to 500 characters; null when it sent none
 * @param httpStatus the HTTP status of the answer; null for an error about a single friend
 */
public record VendorError(@Nullable String code, @Nullable String message, @Nullable Integer httpStatus) {

    private static final int MAX_CODE_LENGTH = 100;
    private static final int MAX_MESSAGE_LENGTH = 500;

    public VendorError {
        code = truncate(code, MAX_CODE_LENGTH);
        message = truncate(message, MAX_MESSAGE_LENGTH);
    }

    private static @Nullable String truncate(@Nullable String text, int max) {
        if (text == null || text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
