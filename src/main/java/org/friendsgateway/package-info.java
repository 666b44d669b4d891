/**
 * The map, from the door to the wire: {@code http} parses requests and writes responses; {@code bulk} runs the lines of a
 * stream; {@code idempotency} recognizes repeated requests; {@code pipeline} is the one flow of an import; {@code app} is a
 * configured app at work; {@code quota} has its
 * permits, {@code lock} the locks of users and {@code token} the tokens that vendors issue. {@code vendor} is the seam, with a
 * package below it for each vendor. {@code redis} connects to Redis, and {@code wiring} chooses between Redis and this process
 * for everything that replicas share. {@code caller} authenticates; {@code startup} checks the configuration; {@code friend}
 * and {@code failure} are the nouns of all rooms; {@code metrics}, {@code tracing}, {@code log} and {@code time} serve them.
 * The simulated vendors are in {@code src/sandbox} and never packed.
 *
 * <p>
 * Dependencies: {@code failure} depends on the JDK only, {@code friend} on {@code failure}. No room depends on {@code http} or
 * on a vendor's package; vendors depend on neither each other, {@code http}, {@code pipeline} nor Redis. There are no cycles.
 */
@NullMarked
package org.friendsgateway;

import org.jspecify.annotations.NullMarked;
