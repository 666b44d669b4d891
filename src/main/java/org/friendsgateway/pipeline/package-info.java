/**
 * THE ONE FLOW, from a command to a result: find the app, validate, and for each batch lock the user, connect, take a permit,
 * call the vendor and retry what may still succeed. Retries live here and only here.
 *
 * <p>
 * A single import locks its user first and keeps the lock to its end. A line of a stream locks late, holds the lock for one
 * call, and leaves it to a single import while it waits. What waits is in
 * {@link org.friendsgateway.pipeline.WaitingBatches}: each call for a user takes along what fits, and every import gets its
 * own outcomes, on its own event loop.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.pipeline;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
