/**
 * THE ONE FLOW, from an order to a report: the app, what is wrong, the user's turn, a permit for each call, the call, and
 * the repeat of what may succeed. Retries live here and only here; circuit and metrics surround the seam here, so that no
 * vendor knows of them.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.pipeline;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
