/**
 * REDIS: the connections, the scripts, and whether it can be relied on. {@code friends-gateway:replicas} is the sorted set of
 * live replicas, gone three seconds after the last heartbeat.
 *
 * <p>
 * Decided: each event loop has a client and one connection of its own, made of the options that Quarkus makes of its keys.
 * Quarkus's own client has all its connections on one loop, takes one for each command, and brings only messages here. Vert.x's
 * {@code batch} would write commands together as well, but when one fails the answers to the others are lost.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
