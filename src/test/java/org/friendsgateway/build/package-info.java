/** THE BUILD: what a developer runs before there is anything to run. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.build;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
