/**
 * THE FRONT DOOR: HTTP and JSON, nothing decided. Everything that is no success leaves as a problem document.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.http;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
