/**
 * A demonstration: the importer sends a whole social network through the gateway, as fast as the vendors' quotas let it. It
 * runs with {@code -Pgraph} only, asserts that every list is right, and prints how long it took.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.graph;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
