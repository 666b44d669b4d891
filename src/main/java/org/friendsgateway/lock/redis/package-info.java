/**
 * Locks over all replicas, as leases in Redis: {@code friends-gateway:{<provider>:<app>}:turn:<user>} names the owner, and
 * {@code …:turn-line:<user>} is the sorted set of waiters. They share a hash tag with the permits of the app, so that one
 * script
 * can take the lock and a permit.
 *
 * <p>
 * Decided: while Redis is down a lock holds within its replica only. Imports are upserts, so a conflict costs a retry, and
 * waiting for Redis would stop every import.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.lock.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
