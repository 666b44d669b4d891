/**
 * LOCKS: one import at a time writes for a user of an app.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.lock;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
