/**
 * THE ONE ERROR MODEL: every reason for which something is not done, with its status, who must act, and whether a
 * repeat may help. Knows the JDK alone.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.failure;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
