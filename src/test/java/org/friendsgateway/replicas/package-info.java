/**
 * SEVERAL GATEWAYS: processes of what was packed, on one Redis and in front of a vendor that counts strictly, while servers
 * are killed and frozen. Each run prints a line with its figures.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.replicas;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
