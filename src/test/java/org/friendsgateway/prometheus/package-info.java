/** The shipped rules and dashboard, checked against Prometheus, the gateway and the README. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.prometheus;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
