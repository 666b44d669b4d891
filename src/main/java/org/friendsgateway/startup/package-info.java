/**
 * START-UP CHECKS that hold for every key of the gateway: constraints, white space, unknown environment variables. Checks of
 * single keys are made where the key is used.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.startup;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
