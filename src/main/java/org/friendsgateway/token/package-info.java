/**
 * TOKENS that vendors issue for a while: one login serves all replicas.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.token;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
