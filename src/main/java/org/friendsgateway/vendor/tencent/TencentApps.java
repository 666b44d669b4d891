package org.friendsgateway.vendor.tencent;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.vertx.core.Vertx;

import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorAppSource;
import org.friendsgateway.vendor.VendorEndpoint;
import org.friendsgateway.vendor.VendorHttpClient;

/** Tencent's apps, made of the keys under {@code gateway.tencent.apps}. */
@Singleton
final class TencentApps implements VendorAppSource {

    private final TencentConfig config;
    private final Vertx vertx;
    private final ObjectWriter json;

    TencentApps(TencentConfig config, Vertx vertx, ObjectMapper mapper) {
        this.config = config;
        this.vertx = vertx;
        this.json = mapper.writerFor(TencentApi.Request.class);
    }

    @Override
    public List<VendorApp> apps() {
        return config.apps().entrySet().stream().map(this::app).toList();
    }

    private VendorApp app(Map.Entry<String, TencentConfig.App> named) {
        TencentConfig.App app = named.getValue();
        AppProfile profile = new AppProfile(named.getKey(), "tencent", app.batchSize(), app.callsPerSecond());
        TencentUserSig userSig = new TencentUserSig(app.sdkAppId(), app.identifier(), app.secretKey(),
                Clock.systemUTC());
        VendorEndpoint endpoint = VendorEndpoint.of("gateway.tencent.apps." + named.getKey() + ".base-url", app.baseUrl(),
                app.connectTimeout(), app.callTimeout(), app.maxConnections());
        return new TencentApp(profile, app, userSig, new VendorHttpClient(vertx, endpoint), json);
    }
}
