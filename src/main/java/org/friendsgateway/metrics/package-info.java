/**
 * THE METRICS, all in one place.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.metrics;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
