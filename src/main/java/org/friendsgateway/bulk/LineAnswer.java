package org.friendsgateway.bulk;

/**
 * What the import of a line would have been answered alone.
 *
 * @param status the HTTP status
 * @param body the JSON body
 */
public record LineAnswer(int status, String body) {
}
