package org.friendsgateway.token.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.redis.RedisLeases.Lease;
import org.friendsgateway.redis.RedisScript;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.token.TokenStore;

/**
 * Encrypted tokens in Redis, until they expire. A replica that finds none logs in under a lease, for which the others wait
 * before they look again. While Redis is down each replica logs in for itself.
 */
public final class RedisTokenStore implements TokenStore {

    /** The longest wait for the logins of other replicas, which may hang one after the other. */
    static final Duration MAX_WAIT = Duration.ofSeconds(15);

    private final TokenCipher cipher;
    private final RedisLeases leases;
    private final RedisHealth health;
    private final Scheduler scheduler;
    private final RedisScript read;
    private final RedisScript write;

    public RedisTokenStore(TokenCipher cipher, RedisLeases leases, Scheduler scheduler) {
        this.cipher = cipher;
        this.leases = leases;
        this.health = leases.health();
        this.scheduler = scheduler;
        this.read = health.script("grant-read");
        this.write = health.script("grant-write");
    }

    @Override
    public Uni<AccessToken> obtain(String app, String refused, Supplier<Uni<AccessToken>> login) {
        return find(app, refused).chain(found -> or(found, () -> obtainUnderLease(app, refused, login)));
    }

    private Uni<AccessToken> obtainUnderLease(String app, String refused, Supplier<Uni<AccessToken>> login) {
        return lease(app).chain(lease -> find(app, refused)
                .chain(found -> or(found, () -> logIn(app, login)))
                .onTermination().invoke(() -> lease.ifPresent(Lease::release)));
    }

    private Uni<AccessToken> logIn(String app, Supplier<Uni<AccessToken>> login) {
        return Uni.createFrom().deferred(login::get).call(token -> store(app, token));
    }

    private static Uni<AccessToken> or(Optional<AccessToken> found, Supplier<Uni<AccessToken>> other) {
        return found.map(token -> Uni.createFrom().item(token)).orElseGet(other);
    }

    /** The shared token, unless it was refused or is due for renewal; empty while Redis is down. */
    private Uni<Optional<AccessToken>> find(String app, String refused) {
        String key = key(app);
        return orEmpty(() -> read.run(key)).map(answer -> answer.flatMap(stored -> decrypt(key, stored))
                .filter(token -> !token.token().equals(refused))
                .filter(token -> token.untilRenewal().compareTo(Duration.ZERO) > 0));
    }

    /** The right to log in for all replicas; empty while Redis is down, and when others held it for too long. */
    private Uni<Optional<Lease>> lease(String app) {
        Lease lease = leases.of(RedisKeys.ofApp(app, "login"), RedisKeys.ofApp(app, "login-line"));
        return FirstOf.either(orEmpty(() -> lease.acquire().replaceWith(lease)),
                scheduler.after(MAX_WAIT).map(late -> Optional.<Lease> empty()));
    }

    private Uni<?> store(String app, AccessToken token) {
        String text = token.lifetime().toMillis() + " " + token.token();
        return orEmpty(() -> write.run(key(app), cipher.encrypt(key(app), text), token.left().toMillis()));
    }

    private <T> Uni<Optional<T>> orEmpty(Supplier<Uni<T>> command) {
        return health.isDown() ? Uni.createFrom().item(Optional.empty())
                : command.get().map(Optional::of)
                        .onFailure().invoke(health::markDown)
                        .onFailure().recoverWithItem(Optional.empty());
    }

    private Optional<AccessToken> decrypt(String key, Response stored) {
        return stored.size() == 0 ? Optional.empty()
                : cipher.decrypt(key, stored.get(0).toString()).map(text -> token(text, stored.get(1).toLong()));
    }

    private static AccessToken token(String text, long left) {
        int space = text.indexOf(' ');
        return new AccessToken(text.substring(space + 1), Duration.ofMillis(Long.parseLong(text.substring(0, space))),
                Duration.ofMillis(left));
    }

    private static String key(String app) {
        return RedisKeys.ofApp(app, "grant");
    }
}
