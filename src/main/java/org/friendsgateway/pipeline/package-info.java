/**
 * THE ONE FLOW, from a command to a result: find the app, validate, lock the user, and for each batch connect, take a permit,
 * call the vendor and retry what may still succeed. Retries live here and only here.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.pipeline;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
