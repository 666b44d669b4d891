/** Logging when the output is slow or blocked. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.log;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
