package org.friendsgateway.vendor;

import java.util.List;

/** Opens the configured apps to tests of other rooms. */
public final class TestVendorApps {

    private TestVendorApps() {
    }

    public static VendorApps of(VendorApp... apps) {
        return new VendorApps(List.of(() -> List.of(apps)));
    }
}
