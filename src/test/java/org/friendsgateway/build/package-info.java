/** The Maven wrapper. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.build;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
