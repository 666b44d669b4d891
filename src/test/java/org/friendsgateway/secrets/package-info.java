/** WHAT MUST NEVER BE TOLD: a gateway amid all kinds of trouble, and a search through everything that it lets out. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.secrets;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
