/**
 * IDEMPOTENCY: what is known of requests that carry an idempotency key.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.idempotency;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
