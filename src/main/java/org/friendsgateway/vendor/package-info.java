/**
 * THE SEAM: all that the author of a vendor must read. A vendor is a package below this one that offers a bean of type
 * {@link org.friendsgateway.vendor.VendorAppSource}; nothing else names it, so adding a vendor edits nothing.
 *
 * <p>
 * Calls go out by Vert.x's client and not by a declared REST client: an answer must be bounded while it is read and must
 * never be another call's, a call must outlive a caller who leaves, and a JSON body must not be looked at by reflection anew
 * each time.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
