/**
 * AN APP AT WORK: the configured apps by name, each with its quota, its bound on imports in flight and its
 * {@link org.friendsgateway.vendor.VendorApp} under a stack of decorators.
 *
 * <p>
 * A decorator is a {@code VendorApp} itself, so no vendor knows of metrics, spans, logs or the circuit breaker.
 * {@link AppRegistry} stacks them, the circuit breaker outermost: a call that it refuses is neither counted nor logged.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.app;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
