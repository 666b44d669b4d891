package org.friendsgateway.coordination.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.coordination.redis.RedisLeases.Lease;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisScript;
import org.friendsgateway.time.FirstOf;
import org.friendsgateway.time.Scheduler;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.TokenStore;

/**
 * TokenStore in Redis, sealed, for as long as they live. Who finds none logs in under a lease, and who comes after looks again;
 * where Redis is of no help a replica logs in by itself.
 */
final class RedisTokenStore implements TokenStore {

    /** Logins that hang, one after the other, would keep the last replica waiting forever. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final TokenCipher seal;
    private final RedisLeases leases;
    private final RedisHealth link;
    private final Scheduler scheduler;
    private final RedisScript read;
    private final RedisScript write;

    RedisTokenStore(TokenCipher seal, RedisLeases leases, RedisHealth link, Scheduler scheduler) {
        this.seal = seal;
        this.leases = leases;
        this.link = link;
        this.scheduler = scheduler;
        this.read = link.script("grant-read");
        this.write = link.script("grant-write");
    }

    @Override
    public Uni<AccessToken> obtain(AppProfile app, String refused, Supplier<Uni<AccessToken>> login) {
        return find(app, refused).chain(found -> or(found, () -> obtainInTurn(app, refused, login)));
    }

    private Uni<AccessToken> obtainInTurn(AppProfile app, String refused, Supplier<Uni<AccessToken>> login) {
        return lease(app).chain(lease -> find(app, refused)
                .chain(found -> or(found, () -> logIn(app, login)))
                .onTermination().invoke(() -> lease.ifPresent(Lease::release)));
    }

    private Uni<AccessToken> logIn(AppProfile app, Supplier<Uni<AccessToken>> login) {
        return Uni.createFrom().deferred(login::get).call(grant -> keep(app, grant));
    }

    private static Uni<AccessToken> or(Optional<AccessToken> found, Supplier<Uni<AccessToken>> other) {
        return found.map(grant -> Uni.createFrom().item(grant)).orElseGet(other);
    }

    /** The shared grant, when it is of use; nothing when Redis is lost. */
    private Uni<Optional<AccessToken>> find(AppProfile app, String refused) {
        String key = key(app);
        return orNothing(() -> read.run(key)).map(answer -> answer.flatMap(stored -> grant(key, stored))
                .filter(grant -> !grant.token().equals(refused))
                .filter(grant -> grant.untilRenewal().compareTo(Duration.ZERO) > 0));
    }

    /** The right to log in for all; nothing when Redis is lost, or others have had it for too long. */
    private Uni<Optional<Lease>> lease(AppProfile app) {
        return orNothing(() -> leases.take(RedisKeys.of(app, "login"), RedisKeys.of(app, "login-line")))
                .plug(lease -> FirstOf.either(lease, scheduler.after(PATIENCE).map(late -> Optional.<Lease> empty())));
    }

    private Uni<?> keep(AppProfile app, AccessToken grant) {
        String text = grant.lifetime().toMillis() + " " + grant.token();
        return orNothing(() -> write.run(key(app), seal.close(key(app), text), grant.left().toMillis()));
    }

    /** What Redis answers; nothing when it is lost, and it is taken for lost when it fails. */
    private <T> Uni<Optional<T>> orNothing(Supplier<Uni<T>> asked) {
        return link.isDown() ? Uni.createFrom().item(Optional.empty())
                : asked.get().map(Optional::of)
                        .onFailure().invoke(link::markDown)
                        .onFailure().recoverWithItem(Optional.empty());
    }

    private Optional<AccessToken> grant(String key, Response stored) {
        return stored.size() == 0 ? Optional.empty()
                : seal.open(key, stored.get(0).toString()).map(text -> grant(text, stored.get(1).toLong()));
    }

    private static AccessToken grant(String text, long left) {
        int space = text.indexOf(' ');
        return new AccessToken(text.substring(space + 1), Duration.ofMillis(Long.parseLong(text.substring(0, space))),
                Duration.ofMillis(left));
    }

    private static String key(AppProfile app) {
        return RedisKeys.of(app, "grant");
    }
}
