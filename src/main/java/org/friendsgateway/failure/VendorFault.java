package org.friendsgateway.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure in the vendor's own words, kept as they came.
 *
 * @param code the vendor's code: a number at Tencent, the {@code error} at Easemob; null when it sent none
 * @param message the vendor's text, shortened to 500 characters; null when it sent none
 * @param httpStatus the HTTP status of the answer; null for the verdict on one friend
 */
public record VendorFault(@Nullable String code, @Nullable String message, @Nullable Integer httpStatus) {

    private static final int LONGEST_MESSAGE = 500;

    public VendorFault {
        if (message != null && message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE);
        }
    }
}
