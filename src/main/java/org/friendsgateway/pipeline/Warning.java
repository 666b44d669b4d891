package org.friendsgateway.pipeline;

/**
 * A problem that does not stop the import.
 *
 * @param code a stable code, such as {@code field_not_stored}
 * @param field the field of the request
 * @param message for people
 */
public record Warning(String code, String field, String message) {
}
