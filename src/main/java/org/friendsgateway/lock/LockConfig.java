package org.friendsgateway.lock;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keys of the user locks. Public, for the validator cannot see it otherwise. */
@ConfigMapping(prefix = "gateway.coordination")
public interface LockConfig {

    /** The most imports that may wait for one user. */
    @WithDefault("100")
    @Min(1)
    int maxWaitingPerUser();
}
