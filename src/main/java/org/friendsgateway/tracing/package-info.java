/**
 * THE TRACES: one span for a request, and below it one for each wait and each vendor call. Without a configured endpoint there
 * are none, and they cost nothing.
 *
 * <p>
 * The framework's own spans are off: they contain the URL of a vendor call with the signature in its query, Redis commands with
 * user ids in their keys, and arbitrary paths. The attributes of ours are from closed sets: app, provider, numbers, codes.
 *
 * <p>
 * The Vert.x context of a request holds the current span, so it is not passed from stage to stage.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.tracing;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
