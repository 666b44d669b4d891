package org.friendsgateway.vendor;

import java.util.List;

/** A vendor's package offers one bean of this type; that is all there is to registering a vendor. */
public interface VendorAppProvider {

    /**
     * The apps that the configuration names for this vendor, possibly none.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException naming the property when the configuration is wrong
     */
    List<VendorApp> apps();
}
