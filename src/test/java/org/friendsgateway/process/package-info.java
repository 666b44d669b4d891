/** Processes that tests start, freeze and kill. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.process;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
