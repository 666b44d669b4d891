package org.friendsgateway.app;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.tracing.AppSpans;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;

/** Makes a span of each vendor call. */
record TracedApp(VendorApp inner, AppSpans spans) implements VendorAppDecorator {

    @Override
    public Uni<VendorConnection> connect() {
        return inner.connect().map(connection -> new Connection(connection,
                (batch, listener) -> spans.vendorCall(batch.friends().size(), connection.send(batch, listener))));
    }
}
