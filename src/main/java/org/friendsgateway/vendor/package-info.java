/**
 * THE SEAM: all that the author of a vendor must read. A vendor is a package below this one with a bean of type
 * {@link org.friendsgateway.vendor.VendorAppProvider}. Nothing else names it, so adding a vendor changes no other file.
 *
 * <p>
 * A vendor implements {@link org.friendsgateway.vendor.VendorApp}: it checks imports with
 * {@link org.friendsgateway.vendor.ImportViolations}, sends them over a connection of
 * {@link org.friendsgateway.vendor.VendorHttpClient}, reads responses as {@link org.friendsgateway.vendor.VendorJson}, and,
 * where it must log in, gets its token from {@link org.friendsgateway.vendor.SharedTokens} and sends it by
 * {@link org.friendsgateway.vendor.TokenCalls}. Its texts pass a {@link org.friendsgateway.vendor.SecretMask}.
 *
 * <p>
 * A failure states what it proves. {@link org.friendsgateway.failure.Certainty#NOTHING_IMPORTED} needs a refusal in the
 * vendor's own format, of a kind that the vendor makes before it stores. A response that cannot be read may come from a proxy
 * after the vendor has stored the friends, so it is {@code vendor_unavailable} and
 * {@link org.friendsgateway.failure.Certainty#UNKNOWN}, whatever its status; so is a success without an outcome for any
 * friend.
 *
 * <p>
 * Decided: calls and logins use Vert.x's HTTP client, not a declarative REST client. The size of a response must be limited
 * while it is read, but a REST client reads it whole. A response must never reach another call, but a REST client does not
 * accept {@link org.friendsgateway.vendor.VendorHttpCodec}. And a connection must be open before the permit for its call, but
 * a REST client opens it with the call.
 */
@CheckReturnValue
@NullMarked
package org.friendsgateway.vendor;

import com.google.errorprone.annotations.CheckReturnValue;

import org.jspecify.annotations.NullMarked;
