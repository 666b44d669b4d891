package org.friendsgateway.vendor.tencent;

import java.net.URI;
import java.util.Map;

import io.vertx.core.Vertx;

import org.friendsgateway.vendor.PlainApp;
import org.friendsgateway.vendor.VendorApp;

/** The configuration of one app. */
record ConfiguredTencent(long sdkAppId, String identifier, URI baseUrl)
        implements
            TencentConfig.App,
            PlainApp {

    VendorApp app(Vertx vertx) {
        return new TencentApps(() -> Map.of("chat-cn", this), PlainApp.clients(vertx)).apps().get(0);
    }

    @Override
    public String secretKey() {
        return "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    }

    @Override
    public String defaultSource() {
        return "Gateway";
    }

    @Override
    public int batchSize() {
        return 500;
    }
}
