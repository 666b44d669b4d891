/**
 * UserLocks, grants and idempotency keys in Redis.
 *
 * <p>
 * Keys:
 * {@code …:grant} is what an app logged in for, sealed, gone when it expires. A lease is a key that holds its holder,
 * beside a sorted set of those who wait for it: {@code …:turn:<user>} and {@code …:turn-line:<user>}, {@code …:login} and
 * {@code …:login-line}. All keys of one app share a hash tag, and so do those of one idempotency key:
 * {@code friends-gateway:{idempotency:<key>}:record}, {@code …:recorded} and
 * {@code …:running}, which is a lease.
 *
 * <p>
 * Decided: a turn that Redis would not give is taken within the replica. Imports are upserts, so a conflict costs a repeat,
 * and a standstill would cost everything.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.coordination.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
