package org.friendsgateway.vendor;

import java.util.List;
import java.util.Set;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;

/**
 * One configured application of a vendor. An implementation translates, and nothing else: it neither retries nor waits
 * for a quota, and it may be called from any number of event loops at once, though never for one user twice at a time.
 */
public interface VendorApp {

    /** What the gateway must know of the app before it calls it. */
    AppProfile profile();

    /** Which of the optional fields the vendor stores; the others are left out of a call, and the caller is told. */
    Set<FriendField> storedFields();

    /** Whether the vendor can tell the user's devices of an import. */
    boolean notifies();

    /** The one spelling of an id that the vendor itself would compare; equal for two ids of the same user. */
    String canonicalId(String userId);

    /**
     * All that the vendor's documents forbid about the import, with pointers into the request; checked before any
     * call. An empty id is left alone: it was reported already.
     */
    List<Violation> violations(FriendImport friends);

    /**
     * Makes sure that the next {@link #connect} need not wait for a login. Completes where it is subscribed to, like
     * {@link #connect}, and fails with a {@link org.friendsgateway.failure.GatewayException} that is proven, for nothing was
     * sent. Each login that fails is told to a {@link VendorCallLog}, once.
     */
    Uni<Void> authenticate();

    /**
     * Opens a connection, or takes one that is open and free, so that nothing comes between a permit and the call. Fails with
     * {@code vendor_unavailable}, proven, when none can be had.
     */
    Uni<VendorConnection> connect();
}
