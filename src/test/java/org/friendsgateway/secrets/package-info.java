/** Secrets and user ids must not leak: a gateway runs through many kinds of failures, and everything it emits is searched. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.secrets;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
