/**
 * A third vendor, which exists only in tests. It proves that a vendor works without an edit outside its package. It is
 * no pattern for a real vendor, because it has no HTTP, no credential and no table of errors.
 *
 * <p>
 * A flight carries as many friends as there are pigeons. A friend called {@code hawk} comes back as a feather, and an owner
 * called {@code cat} has no loft. Of the optional fields only messages are carried. Pigeons start only from event loops.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.carrierpigeon;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
