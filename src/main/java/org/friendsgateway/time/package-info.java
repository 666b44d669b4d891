/**
 * TIME: clocks, timers and deadlines, which tests replace by virtual ones.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.time;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
