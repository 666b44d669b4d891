package org.friendsgateway.vendor.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Ticker;

import org.friendsgateway.friend.FriendField;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.SharedTokens;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorAppProvider;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClients;
import org.friendsgateway.vendor.VendorToken;

/** ejabberd's apps, made of the keys under {@code gateway.ejabberd.apps}. */
@Singleton
final class EjabberdApps implements VendorAppProvider {

    private static final Set<FriendField> STORED = Set.of(FriendField.REMARK, FriendField.GROUPS);

    private final EjabberdConfig config;
    private final VendorHttpClients clients;
    private final SharedTokens tokens;

    EjabberdApps(EjabberdConfig config, VendorHttpClients clients, SharedTokens tokens) {
        this.config = config;
        this.clients = clients;
        this.tokens = tokens;
    }

    @Override
    public List<VendorApp> apps() {
        return config.apps().entrySet().stream().map(this::app).toList();
    }

    private VendorApp app(Map.Entry<String, EjabberdConfig.App> named) {
        EjabberdConfig.App app = named.getValue();
        AppProfile profile = new AppProfile(named.getKey(), "ejabberd", EjabberdApi.MAX_FRIENDS, app.callsPerSecond(), STORED,
                Notification.ALWAYS, app.verifyAccounts());
        VendorHttpClient http = clients.client(profile, app);
        String jid = EjabberdApi.jid(app.username(), app.virtualHost());
        SecretMask mask = new SecretMask(Set.of(app.password(), EjabberdApi.basicCredential(jid, app.password())));
        VendorToken token = tokens.of(profile, new EjabberdLogin(jid, app.password(), http, mask));
        return new EjabberdApp(profile, app, new VerifiedUsers(Ticker.systemTicker()), token, http, mask);
    }
}
