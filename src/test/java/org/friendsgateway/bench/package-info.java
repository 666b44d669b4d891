/**
 * A benchmark: what the gateway costs compared with a proxy that only forwards bytes. It runs with {@code -Pbenchmark} only,
 * asserts that every answer is right, and prints a table; each server has a JVM of its own, so that CPU time is its own.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.bench;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
