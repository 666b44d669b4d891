/**
 * THE SEAM: all that the author of a vendor must read. A vendor is a package below this one that offers a bean of type
 * {@link org.friendsgateway.vendor.VendorAppProvider}; nothing else names it, so adding a vendor edits nothing.
 *
 * <p>
 * Calls and logins go out by Vert.x's client and not by a declared REST client. An answer must be bounded while it is read,
 * and a REST client has read all of it before anybody sees it; an answer must never be another call's, and a REST client
 * lets nobody put {@link org.friendsgateway.vendor.VendorHttpCodec} on its connections; and a connection must be there before
 * the permit for its call, and a REST client opens it with the call.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
