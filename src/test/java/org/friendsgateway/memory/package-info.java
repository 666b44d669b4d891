/**
 * A SMALL MACHINE: what was packed, started as the image starts it, before callers that ask for more memory than there is. Each
 * crowd prints a line with its figures.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.memory;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
