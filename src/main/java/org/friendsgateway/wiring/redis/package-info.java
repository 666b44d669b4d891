/**
 * WIRING: chooses between Redis and this process for what replicas can share.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.wiring.redis;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
