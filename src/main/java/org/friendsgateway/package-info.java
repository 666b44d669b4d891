/**
 * The map. {@code http} is the front door and {@code pipeline} the one flow behind it; {@code vendor} is the seam, with a
 * package below it for each vendor. {@code quota} has the permits, {@code lock} the locks of users, {@code idempotency} the
 * requests that come again, {@code token} the tokens that vendors issue: replicas share all four by {@code redis}, where
 * {@code wiring} finds it configured. {@code caller} knows who calls;
 * {@code friend} and {@code failure} are the words that all of them speak; {@code time}, {@code log}, {@code metrics} and
 * {@code tracing} serve them. {@code sandbox}, in {@code src/sandbox}, simulates the vendors in dev mode and tests and is never
 * packed.
 *
 * <p>
 * Who may know whom: {@code failure} knows the JDK alone, {@code friend} knows {@code failure}. Nobody outside a vendor's
 * package knows it, and vendors do not know one another, nor {@code http}, {@code pipeline} or Redis. Nobody knows
 * {@code http}.
 */
@NullMarked
package org.friendsgateway;

import org.jspecify.annotations.NullMarked;
