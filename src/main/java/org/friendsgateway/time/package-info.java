/**
 * TIME: what a pipeline waits for, so that tests can drive it by numbers.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.time;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
