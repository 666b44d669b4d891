package org.friendsgateway.vendor.carrierpigeon;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import org.friendsgateway.friend.FriendField;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorAppProvider;

/** The pigeons' apps, made of the keys under {@code gateway.carrierpigeon.apps}. */
@Singleton
final class CarrierPigeonApps implements VendorAppProvider {

    private final CarrierPigeonConfig config;

    CarrierPigeonApps(CarrierPigeonConfig config) {
        this.config = config;
    }

    @Override
    public List<VendorApp> apps() {
        return config.apps().entrySet().stream().map(CarrierPigeonApps::app).toList();
    }

    private static VendorApp app(Map.Entry<String, CarrierPigeonConfig.App> named) {
        return new CarrierPigeonApp(new AppProfile(named.getKey(), "carrierpigeon", named.getValue().pigeons(),
                named.getValue().callsPerSecond(), Set.of(FriendField.MESSAGE), Notification.ON_REQUEST, true));
    }
}
