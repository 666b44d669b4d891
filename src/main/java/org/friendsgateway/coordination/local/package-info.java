/**
 * Coordination within one process: the default without Redis, and the refuge when Redis is lost.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.coordination.local;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
