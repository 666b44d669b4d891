/**
 * THE ONE ERROR MODEL: every reason why something is not done, with its status, who must act, and whether a retry may help.
 * Depends only on the JDK.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.failure;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
