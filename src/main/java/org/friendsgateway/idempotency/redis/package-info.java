/**
 * Idempotency keys over all replicas: {@code friends-gateway:{idempotency:<key>}:record} is a hash with the body and the
 * response, {@code …:recorded} the list of what attempts recorded, and {@code …:running} the lease of the attempt under way.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.idempotency.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
