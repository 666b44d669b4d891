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
                .map(connection -> new Connection(connection, (batch, written) -> send(connection, batch, written)));
    }

    private Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, Runnable written) {
        long start = System.nanoTime();
        return connection.send(batch, written)
                .onItem().invoke(outcome -> log.ended(batch.friends().size(), start, outcome));
    }
}
