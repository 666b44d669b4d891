package org.friendsgateway.bulk;

import java.util.Locale;

/** Why a stream ended. The name in lower case is what callers see. */
public enum EndReason {
    /** The whole body was read, and each line has its outcome. */
    COMPLETE,
    /** No line may begin any more. */
    WAIT_OVER,
    /** The body broke off, or nothing more of it came. */
    BODY_INCOMPLETE,
    /** The body has more bytes or lines than a stream may have. */
    TOO_LARGE,
    SHUTTING_DOWN;

    private final String code = name().toLowerCase(Locale.ROOT);

    public String code() {
        return code;
    }
}
