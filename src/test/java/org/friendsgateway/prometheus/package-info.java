/** RULES AND DASHBOARD: what is shipped for Prometheus and Grafana, held to promtool, to the gateway and to the runbooks. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.prometheus;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
