package org.friendsgateway.vendor.ejabberd;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/** The users of a virtual host that the server has lately confirmed to exist; a few hundred thousand at most. */
final class VerifiedUsers {

    static final Duration LIFETIME = Duration.ofMinutes(10);
    /** In bytes, roughly. */
    private static final long MAX_SIZE = 32L << 20;
    private static final int ENTRY_SIZE = 100;

    private final Cache<String, Boolean> users;

    VerifiedUsers(Ticker ticker) {
        this.users = Caffeine.newBuilder().ticker(ticker).expireAfterWrite(LIFETIME).maximumWeight(MAX_SIZE)
                .weigher((String userId, Boolean exists) -> ENTRY_SIZE + 2 * userId.length()).build();
    }

    boolean contains(String userId) {
        return users.getIfPresent(userId) != null;
    }

    void add(String userId) {
        users.put(userId, true);
    }
}
