package org.friendsgateway.app;

import java.util.List;
import java.util.function.BiFunction;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;

/** An app that adds to another one what it overrides, and forwards the rest. */
interface VendorAppDecorator extends VendorApp {

    /** The app that is decorated. */
    VendorApp inner();

    @Override
    default AppProfile profile() {
        return inner().profile();
    }

    @Override
    default String canonicalId(String userId) {
        return inner().canonicalId(userId);
    }

    @Override
    default List<Violation> violations(FriendImport friends) {
        return inner().violations(friends);
    }

    @Override
    default Uni<Void> authenticate() {
        return inner().authenticate();
    }

    @Override
    default Uni<VendorConnection> connect() {
        return inner().connect();
    }

    /** A connection whose calls are made by {@code call}. */
    record Connection(VendorConnection inner, BiFunction<FriendImport, VendorConnection.Listener, Uni<ImportOutcome>> call)
            implements
                VendorConnection {

        @Override
        public Uni<ImportOutcome> send(FriendImport batch, Listener listener) {
            return call.apply(batch, listener);
        }

        @Override
        public void release() {
            inner.release();
        }
    }
}
