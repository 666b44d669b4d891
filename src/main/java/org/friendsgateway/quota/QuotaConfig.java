package org.friendsgateway.quota;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keys of the quotas. Public, for the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway.coordination")
public interface QuotaConfig {

    /** The jitter tolerance: the share of a second by which the network latency to a vendor may differ from call to call. */
    @WithDefault("0.03")
    @DecimalMin("0")
    @DecimalMax("1")
    double quotaMargin();
}
