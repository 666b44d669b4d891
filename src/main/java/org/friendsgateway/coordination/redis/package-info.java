/**
 * Coordination by Redis, on Redis's clock. The only room that knows Redis.
 *
 * <p>
 * Keys of an app's quota: {@code friends-gateway:{<provider>:<app>}:permits} is the sorted set of leased permits by when they
 * come back, {@code …:schedule} a hash of the last lease and of the pause, kept for a day, {@code …:shares} a hash of the
 * replicas in which calls wait. {@code friends-gateway:replicas} is the sorted set of live replicas, gone three seconds after
 * the last heartbeat;
 * {@code …:grant} is what an app logged in for, sealed, gone when it expires. A lease is a key that holds its holder,
 * beside a sorted set of those who wait for it: {@code …:turn:<user>} and {@code …:turn-line:<user>}, {@code …:login} and
 * {@code …:login-line}. All keys of one app share a hash tag, and so do those of one idempotency key:
 * {@code friends-gateway:{idempotency:<key>}:record}, {@code …:recorded} and
 * {@code …:running}, which is a lease.
 *
 * <p>
 * Decided: when Redis is lost each replica takes its share of the quota once every shared permit has come back; when it is
 * found again, sharing begins after two windows, by when the others have noticed. Where the others were never away it is one
 * window, and none when the replica leased nothing by itself. Leases are numbered, and each replica tells Redis the last number
 * that it knows: a Redis that has forgotten leases nothing until all that were leased have come back.
 *
 * <p>
 * Decided: each event loop has a client and one connection of its own, made of the options that Quarkus makes of its keys.
 * Quarkus's own client has all its connections on one loop, takes one for each command, and brings only messages here. Vert.x's
 * {@code batch} would write commands together as well, but when one fails the answers to the others are lost.
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
