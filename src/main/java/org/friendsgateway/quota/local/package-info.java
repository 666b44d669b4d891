/** Quotas within one process. */
@CheckReturnValue
@NullMarked
package org.friendsgateway.quota.local;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
