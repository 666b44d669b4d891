package org.friendsgateway.app;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorCallLog;
import org.friendsgateway.vendor.VendorConnection;

/** Logs vendor calls that fail. */
record LoggedApp(VendorApp inner, VendorCallLog log) implements VendorAppDecorator {

    @Override
    public Uni<VendorConnection> connect() {
        return inner.connect()
                .map(connection -> new Connection(connection, (batch, listener) -> send(connection, batch, listener)));
    }

    private Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, VendorConnection.Listener listener) {
        long start = System.nanoTime();
        return connection.send(batch, listener)
                .onItem().invoke(outcome -> log.ended(batch.friends().size(), start, outcome));
    }
}
