/**
 * Quotas over all replicas: {@code friends-gateway:{<provider>:<app>}:permits} is the sorted set of leased permits by when
 * they are free again, {@code …:schedule} a hash of the last lease and of the pause, kept for a day, and {@code …:shares} a
 * hash of the replicas in which calls wait.
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
