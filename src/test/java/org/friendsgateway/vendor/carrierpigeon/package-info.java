/**
 * A third vendor, which exists only in tests. It proves that adding a vendor adds a package and changes no other file.
 *
 * <p>
 * A flight carries as many friends as there are pigeons. A friend called {@code hawk} comes back as a feather, and an owner
 * called {@code cat} has no loft. Of the optional fields only messages are carried. Pigeons start only
 * from event loops.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.carrierpigeon;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
