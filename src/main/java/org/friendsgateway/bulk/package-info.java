/**
 * MANY IMPORTS IN ONE REQUEST: each line of a stream is an import with its own checks, locks, permits, retries and outcome.
 *
 * <p>
 * A stream holds a bounded number of lines at a time, see {@link org.friendsgateway.bulk.BulkStream}. It reads the next line
 * only when there is room, and a line leaves when the client has taken its answer, so memory does not grow with the body.
 *
 * <p>
 * This room knows neither HTTP nor JSON: it gets commands, and returns answers that {@code http} has made of their results.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.bulk;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
