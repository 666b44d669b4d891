/**
 * THE LOG: lines whose facts are fields. JSON in production has them under {@code mdc}, plain text in dev and tests at the
 * line's end. A fact is set on the line itself and on no thread, for a pipeline has no thread of its own.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.log;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
