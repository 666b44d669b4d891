package org.friendsgateway.vendor;

import java.util.List;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;

/**
 * One configured application of a vendor. An implementation translates, and nothing else: it does not retry, wait for a
 * quota, log or count. It may be called from several event loops at once, but never for one user twice at a time.
 */
public interface VendorApp {

    /** What the app is called and what it can do; always the same. */
    AppProfile profile();

    /** The one spelling of an id that the vendor itself would compare; equal for two ids of the same user. */
    String canonicalId(String userId);

    /**
     * Everything in the import that the vendor's documents forbid, with pointers into the request; checked before any call.
     * An empty id is not reported here: the gateway has done so already.
     */
    List<Violation> violations(FriendImport friends);

    /**
     * Makes sure that the next {@link #connect} need not wait for a login. Completes on the subscriber's event loop, and fails
     * with a {@link org.friendsgateway.failure.GatewayException} that proves that nothing was imported.
     */
    Uni<Void> authenticate();

    /**
     * Takes an open connection, or opens one, so that no time passes between getting a permit and making the call. Completes
     * on the subscriber's event loop, and fails with {@code vendor_unavailable}, with nothing imported, when there is none.
     */
    Uni<VendorConnection> connect();
}
