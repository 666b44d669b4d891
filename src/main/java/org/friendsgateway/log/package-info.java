/**
 * THE LOG: lines with a constant message and fields. JSON in production has the fields under {@code mdc}, plain text in dev and
 * tests at the end of the line. Fields are set on the line itself and not on the thread, because a pipeline has no thread.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.log;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
