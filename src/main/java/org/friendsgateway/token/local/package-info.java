/** Tokens that replicas do not share. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.token.local;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
