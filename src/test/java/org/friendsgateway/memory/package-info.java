/**
 * The packed gateway on a small machine, started as the image starts it, under requests for more memory than there is. Each
 * burst prints a line with its figures.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.memory;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
