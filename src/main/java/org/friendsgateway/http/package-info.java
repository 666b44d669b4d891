/**
 * THE FRONT DOOR: HTTP and JSON, nothing decided. Everything that is no success leaves as a problem document.
 *
 * <p>
 * The API's description is written by hand in {@code META-INF/openapi.yaml}, for a body that is read as it comes leaves nothing
 * to be scanned. {@link org.friendsgateway.http.OpenApiErrorFilter} adds what the error model knows while the gateway is built,
 * and tests hold all of it to what is accepted and answered.
 *
 * <p>
 * A body that is plainly right is read in one pass, see {@link org.friendsgateway.http.FastImportParser}. Whatever is not is
 * read
 * again as a tree, which finds all that is wrong and has the words for it. A test of random bodies keeps both to one meaning.
 *
 * <p>
 * Requests that cannot be read pass the same routes as all others, see {@link org.friendsgateway.http.InvalidRequestRouter}. A
 * server of our own beside Quarkus's was refused for this: it would have to repeat its TLS, its ports and its shutdown.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.http;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
