/** Idempotency keys within one process. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.idempotency.local;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
