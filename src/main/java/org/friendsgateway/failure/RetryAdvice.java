package org.friendsgateway.failure;

/** What the gateway itself may do about a failed call while the caller waits. */
public enum RetryAdvice {
    NO_RETRY,
    RETRY_WITH_BACKOFF,
    RETRY_WITH_NEW_CREDENTIAL
}
