package org.friendsgateway.coordination.local;

import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.Grants;

/** Grants that are shared with nobody: each login is one's own. */
public final class LocalGrants implements Grants {

    @Override
    public Uni<Grant> obtain(AppProfile app, String refused, Supplier<Uni<Grant>> login) {
        return Uni.createFrom().deferred(login::get);
    }
}
