/**
 * THE PERMITS of an app's quota: as many as the vendor takes calls in a second.
 *
 * <p>
 * Decided: a permit comes back one second after its call has surely arrived, which is when it was answered, or the jitter of
 * the road after it set out, whichever is earlier. That keeps the vendor's sliding second strictly, whatever wakes late and
 * however far the vendor is, for the constant part of the road cancels. Slots in time were refused: a late call bunches with
 * the next ones, and what is booked ahead is lost to newcomers. Buckets and fixed windows let bursts of twice the limit
 * through.
 *
 * <p>
 * Decided: permits are leased late, at most {@link org.friendsgateway.quota.RateSchedule#HORIZON} ahead, and by a replica and
 * not by an import: which import gets one is decided when it is due. So a queue of one caller does not delay another caller.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.quota;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
