/**
 * WHAT REPLICAS SHARE: the quota of an app, the turns of its users, what is known of idempotency keys, and grants.
 *
 * <p>
 * Decided: permits are slots in time, evenly spaced, and taken in one step that says how long to wait. Buckets and windows
 * were refused: they let calls go in bursts, and calls that leave together arrive together with those before or after.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.coordination;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
