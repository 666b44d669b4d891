package org.friendsgateway.vendor.tencent;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.friendsgateway.friend.FriendField;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorAppProvider;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClients;

/** Tencent's apps, made of the keys under {@code gateway.tencent.apps}. */
@Singleton
final class TencentApps implements VendorAppProvider {

    private final TencentConfig config;
    private final VendorHttpClients clients;

    TencentApps(TencentConfig config, VendorHttpClients clients) {
        this.config = config;
        this.clients = clients;
    }

    @Override
    public List<VendorApp> apps() {
        return config.apps().entrySet().stream().map(this::app).toList();
    }

    private VendorApp app(Map.Entry<String, TencentConfig.App> named) {
        TencentConfig.App app = named.getValue();
        AppProfile profile = new AppProfile(named.getKey(), "tencent", app.batchSize(), app.callsPerSecond(),
                EnumSet.allOf(FriendField.class), Notification.NEVER, true);
        TencentUserSig userSig = new TencentUserSig(app.sdkAppId(), app.identifier(), app.secretKey(),
                Clock.systemUTC());
        VendorHttpClient http = clients.client(profile, app);
        return new TencentApp(profile, app, userSig, http);
    }
}
