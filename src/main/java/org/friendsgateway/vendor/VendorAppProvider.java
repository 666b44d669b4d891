package org.friendsgateway.vendor;

import java.util.List;

/** Makes the apps of one vendor. A bean of this type in the vendor's package is all that it takes to add a vendor. */
public interface VendorAppProvider {

    /**
     * The configured apps of this vendor, possibly none.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException with the property, when the configuration is wrong
     */
    List<VendorApp> apps();
}
