/**
 * THE TRACES: one span for a request, and below it one for each wait and each vendor call. There are none, and nothing is
 * spent on them, unless the configuration says where to send them.
 *
 * <p>
 * All spans are made here and none by the framework, whose own would tell the address of a vendor call with the signature
 * in its query, the commands to Redis with the users in their keys, and whatever a caller writes into a path. So a span's
 * attributes are from closed sets: app, provider, numbers, codes.
 *
 * <p>
 * Which span is the current one is kept by the Vert.x context of a request, so it needs no carrying from stage to stage.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.tracing;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
