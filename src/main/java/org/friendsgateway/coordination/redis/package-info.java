/**
 * Coordination by Redis, on Redis's clock. The only room that knows Redis.
 *
 * <p>
 * Keys: {@code friends-gateway:{<provider>:<app>}:quota} is the first free slot of an app in microseconds since the epoch,
 * gone once it has come; {@code friends-gateway:replicas} is the sorted set of live replicas, gone three seconds after the
 * last heartbeat; {@code …:pause} is the end of a vendor's pause, gone with it; {@code …:line:<caller>} is the sorted set of
 * replicas in which calls of a caller wait for the quota;
 * {@code …:grant} is what an app logged in for, sealed, gone when it expires. A lease is a key that holds its holder,
 * beside a sorted set of those who wait for it: {@code …:turn:<user>} and {@code …:turn-line:<user>}, {@code …:login} and
 * {@code …:login-line}. All keys of one app share a hash tag, and so do those of one idempotency key:
 * {@code friends-gateway:{idempotency:<key>}:record}, {@code …:recorded} and
 * {@code …:running}, which is a lease.
 *
 * <p>
 * Decided: when Redis is lost each replica takes its share of the quota after a window; when it is back, shared slots begin
 * after two windows, by when the others have noticed. Where the others were never away it is one window, by when what the
 * replica took by itself is out of it, and none when it took nothing. Slots of before stand again unless Redis has
 * forgotten them, which each replica can tell: it knows the last slot that it took itself.
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
