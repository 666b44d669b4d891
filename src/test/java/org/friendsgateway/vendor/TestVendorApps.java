package org.friendsgateway.vendor;

import java.util.List;

/** Makes {@link VendorApps} for tests in other packages. */
public final class TestVendorApps {

    private TestVendorApps() {
    }

    public static VendorApps of(VendorApp... apps) {
        return new VendorApps(List.of(() -> List.of(apps)));
    }
}
