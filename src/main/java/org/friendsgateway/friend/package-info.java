/**
 * THE NOUNS: what is imported and what became of it. Knows {@code failure} alone.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.friend;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
