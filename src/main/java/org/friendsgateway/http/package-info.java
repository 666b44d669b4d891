/**
 * THE FRONT DOOR: HTTP and JSON, nothing decided. Everything that is no success leaves as a problem document.
 *
 * <p>
 * The API's description is written by hand in {@code META-INF/openapi.yaml}, for a body that is read as it comes leaves nothing
 * to be scanned. {@link org.friendsgateway.http.DocumentedAnswers} adds what the error model knows while the gateway is built,
 * and tests hold all of it to what is accepted and answered.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.http;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
