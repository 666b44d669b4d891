/**
 * Several packed gateways that share a Redis and a strict vendor, while servers are killed and frozen. Each run prints a line
 * with its figures.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.replicas;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
