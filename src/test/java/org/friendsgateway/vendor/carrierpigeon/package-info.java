/**
 * A third vendor, which exists in tests alone: that it works is the proof that a vendor is a package and edits nothing.
 *
 * <p>
 * A flight carries as many friends as there are pigeons. A friend called {@code hawk} comes back as a feather, and an owner
 * called {@code cat} has no loft. Messages are carried; nothing else is. Pigeons are started by
 * event loops alone.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor.carrierpigeon;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
