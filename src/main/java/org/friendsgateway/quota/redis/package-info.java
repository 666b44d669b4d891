/**
 * Quotas over all replicas: {@code friends-gateway:{<provider>:<app>}:permits} is the sorted set of leased permits by when
 * they are free again, {@code …:schedule} a hash of the last lease, of the pause and of bulk's next turn, kept for a day;
 * {@code …:shares}
 * and {@code …:bulk-shares} are hashes of the replicas in which single imports and bulk wait.
 *
 * <p>
 * Decided: while only bulk waits, a replica leases just far enough ahead to hide the round trip to a Redis that is near, so
 * that a single import elsewhere waits for one or two permits. Refused: taking leased permits back, which needs messages
 * between replicas.
 *
 * <p>
 * Decided: when Redis goes down, each replica uses its share of the quota once every shared permit is free again. When
 * Redis comes up, sharing begins after two windows, by when the other replicas have noticed; after one where no other
 * replica lost Redis, and at once when this replica leased nothing by itself. Leases are numbered, and each replica tells
 * Redis the last number that it knows: a Redis that has lost data leases nothing until every permit is free again.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.quota.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
