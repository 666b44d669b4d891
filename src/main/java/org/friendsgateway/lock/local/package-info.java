/** Locks within one process: all there is without Redis, and the fallback while Redis is down. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.lock.local;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
