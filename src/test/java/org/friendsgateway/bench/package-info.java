/**
 * A benchmark: what the gateway costs beside a proxy that only passes bytes on. It runs with {@code -Pbenchmark} only,
 * asserts that every answer is right, and prints a table; each server has a JVM of its own, so that CPU time is its own.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.bench;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
