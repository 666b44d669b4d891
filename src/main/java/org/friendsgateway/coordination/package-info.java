/**
 * WHAT REPLICAS SHARE: the quota of an app, the turns of its users, what is known of idempotency keys, and grants.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.coordination;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
