/**
 * THE PERMITS of an app's quota: as many as the vendor takes calls in a second.
 *
 * <p>
 * Decided: a permit is free again one second after its call has arrived for certain, which is when it was answered, or the
 * jitter tolerance after it was sent, whichever is earlier. That keeps the limit in every sliding second of the vendor,
 * whatever timer fires late and however far the vendor is, because the constant part of the latency cancels out. Refused:
 * time slots, because a slot used late would bunch with later ones at the vendor, and slots booked ahead are lost to
 * newcomers; token buckets and fixed windows, because they allow bursts of twice the limit.
 *
 * <p>
 * Decided: permits are leased late, at most {@link org.friendsgateway.quota.RateSchedule#HORIZON} ahead, and to a replica,
 * not to an import: which import gets one is decided when it is due. So a long queue of one caller does not delay another.
 *
 * <p>
 * Decided: single imports go before bulk, and one permit in ten is bulk's while both wait. Only calls that need a permit
 * count as waiting, not those that still prepare, so that slow preparation leaves no permit unused. Permits of bulk are
 * spread evenly. Refused: a reserve of permits for single imports, because small quotas have none to spare.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.quota;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
