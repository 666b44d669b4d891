/**
 * REPEATED REQUESTS: an import with an idempotency key runs once. A repeat gets the stored response, or resumes an attempt that
 * stopped before its end.
 *
 * <p>
 * This room runs the pipeline, which does not know it: the pipeline records outcomes through its own
 * {@link org.friendsgateway.pipeline.Journal}. What a response looks like is left to the caller's
 * {@link org.friendsgateway.idempotency.IdempotentImports.Responses}.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.idempotency;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
