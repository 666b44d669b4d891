/** THE LOG: lines that wait for their output. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.log;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
