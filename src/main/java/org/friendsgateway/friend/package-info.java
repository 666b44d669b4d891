/**
 * THE NOUNS: what is imported, and its outcome. Depends only on {@code failure}.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.friend;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
