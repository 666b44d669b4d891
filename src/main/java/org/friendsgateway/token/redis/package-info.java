/**
 * Tokens that replicas share in Redis: {@code friends-gateway:{<provider>:<app>}:grant} is the encrypted token and expires with
 * it; {@code …:login} is the lease of the replica that logs in, and {@code …:login-line} the sorted set of waiters.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.token.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
