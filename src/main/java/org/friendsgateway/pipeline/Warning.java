package org.friendsgateway.pipeline;

/**
 * Something the caller should know although the import goes on.
 *
 * @param code what kind of warning
 * @param field the field of the request that it is about
 * @param message in the gateway's words
 */
public record Warning(String code, String field, String message) {
}
