/**
 * The permits that replicas share in Redis.
 *
 * <p>
 * Keys: {@code friends-gateway:{<provider>:<app>}:permits} is the sorted set of leased permits by when they come back,
 * {@code …:schedule} a hash of the last lease and of the pause, kept for a day, and {@code …:shares} a hash of the replicas in
 * which calls wait.
 *
 * <p>
 * Decided: when Redis is lost each replica takes its share of the quota once every shared permit has come back; when it is
 * found again, sharing begins after two windows, by when the others have noticed. Where the others were never away it is one
 * window, and none when the replica leased nothing by itself. Leases are numbered, and each replica tells Redis the last number
 * that it knows: a Redis that has forgotten leases nothing until all that were leased have come back.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.quota.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
