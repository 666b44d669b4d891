package org.friendsgateway.lock;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keys of the user locks. Public, because the validator cannot access it otherwise. */
@ConfigMapping(prefix = "gateway.coordination")
public interface LockConfig {

    /** The most single imports that may wait for one user in one replica. */
    @WithDefault("1000")
    @Min(1)
    int maxWaitingPerUser();
}
