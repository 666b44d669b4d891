package org.friendsgateway.vendor.ejabberd;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/**
 * The users of a virtual host that the server has lately confirmed to exist. The quota bounds their number, because each
 * takes a permit: at most 60,000 at 100 calls a second.
 */
final class VerifiedUsers {

    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Cache<String, Boolean> users;

    VerifiedUsers(Ticker ticker) {
        this.users = Caffeine.newBuilder().ticker(ticker).expireAfterWrite(LIFETIME).build();
    }

    boolean contains(String userId) {
        return users.getIfPresent(userId) != null;
    }

    void add(String userId) {
        users.put(userId, true);
    }
}
