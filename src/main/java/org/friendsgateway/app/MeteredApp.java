package org.friendsgateway.app;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.metrics.AppMeters;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.jspecify.annotations.Nullable;

/** Measures vendor calls; a connection that cannot be opened counts as a call. */
record MeteredApp(VendorApp inner, AppMeters meters) implements VendorAppDecorator {

    private static final Failure BUG = Failure.of(Kind.INTERNAL_ERROR);

    @Override
    public Uni<VendorConnection> connect() {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return inner.connect()
                    .onFailure(GatewayException.class).invoke(cause -> record(cause.failure(), start))
                    .map(connection -> new Connection(connection, (batch, listener) -> send(connection, batch, listener)));
        });
    }

    private Uni<ImportOutcome> send(VendorConnection connection, FriendImport batch, VendorConnection.Listener listener) {
        long start = System.nanoTime();
        return connection.send(batch, listener)
                .onItemOrFailure().invoke((outcome, bug) -> record(outcome == null ? BUG : outcome.failure(), start));
    }

    private void record(@Nullable Failure failure, long start) {
        meters.vendorCall(failure, System.nanoTime() - start);
    }
}
