/**
 * REDIS: connections, scripts, leases, and whether Redis is up. {@code friends-gateway:replicas} is the sorted set of live
 * replicas, removed three seconds after their last heartbeat. A lease is a key that names its owner, beside a sorted set of
 * waiters; {@code friends-gateway:wake:<replica>} is the channel that notifies the next owner.
 *
 * <p>
 * Decided: each event loop has its own client with one connection, opened with the options that Quarkus makes of its keys.
 * Quarkus's own client keeps all connections on one loop, needs one for each pending command, and only receives messages here.
 * Refused: Vert.x's {@code batch}, because when one command fails the replies to the others are lost.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
