package org.friendsgateway.idempotency.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.idempotency.IdempotencyStore;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisLeases;
import org.friendsgateway.redis.RedisLeases.Lease;
import org.friendsgateway.redis.RedisScript;
import org.jspecify.annotations.Nullable;

/** Requests of all replicas. While Redis is down they are carried out, but their attempts are not reliable. */
public final class RedisIdempotencyStore implements IdempotencyStore {

    private final RedisHealth health;
    private final RedisLeases leases;
    private final RedisScript begin;
    private final RedisScript record;
    private final RedisScript end;

    public RedisIdempotencyStore(RedisLeases leases) {
        this.health = leases.health();
        this.leases = leases;
        this.begin = health.script("idempotency-begin");
        this.record = health.script("idempotency-record");
        this.end = health.script("idempotency-end");
    }

    @Override
    public Uni<BeginResult> begin(String key, String body) {
        RedisAttempt attempt = new RedisAttempt(key, body);
        if (health.isDown()) {
            return Uni.createFrom().item(new BeginResult.Started(attempt));
        }
        return attempt.lease
                .tryAcquire(
                        token -> begin.run(attempt.keys,
                                List.of(token, RedisLeases.LIFETIME.toMillis(), body, RETENTION.toMillis())),
                        RedisAttempt::isStarted)
                .map(attempt::begin)
                .onFailure().invoke(health::markDown)
                .onFailure().recoverWithItem(() -> new BeginResult.Started(attempt));
    }

    private final class RedisAttempt implements Attempt {

        private final List<String> keys;
        private final String body;
        private final Lease lease;
        private EarlierAttempts earlier = EarlierAttempts.NONE;
        private boolean reliable;

        RedisAttempt(String key, String body) {
            this.body = body;
            this.keys = Stream.of("record", "running", "recorded").map(what -> RedisKeys.ofIdempotency(key, what)).toList();
            this.lease = leases.of(keys.get(1), RedisKeys.ofIdempotency(key, "line"));
        }

        static boolean isStarted(Response answer) {
            return List.of("new", "resumed").contains(answer.get(0).toString());
        }

        BeginResult begin(Response answer) {
            return switch (answer.get(0).toString()) {
                case "mismatch" -> new BeginResult.Mismatch();
                case "answered" ->
                    new BeginResult.Answered(new StoredResponse(answer.get(1).toInteger(), answer.get(2).toString()));
                case "running" -> new BeginResult.Running(Duration.ofMillis(answer.get(1).toLong()));
                default -> start(StreamSupport.stream(answer.spliterator(), false).map(Response::toString).toList());
            };
        }

        private BeginResult start(List<String> words) {
            reliable = true;
            boolean resumed = words.get(0).equals("resumed");
            earlier = new EarlierAttempts(words.stream().skip(2).toList(), resumed, resumed && words.get(1).equals("0"));
            return new BeginResult.Started(this);
        }

        @Override
        public EarlierAttempts earlier() {
            return earlier;
        }

        @Override
        public boolean reliable() {
            return reliable;
        }

        @Override
        public Uni<Void> record(String entry) {
            return send(() -> record.run(keys.get(2), entry, RETENTION.toMillis()));
        }

        @Override
        public Uni<Void> end(@Nullable StoredResponse answer) {
            List<Object> arguments = new ArrayList<>(List.of(lease.ownerToken(), RETENTION.toMillis(), body));
            if (answer != null) {
                arguments.addAll(List.of(answer.status(), answer.body()));
            }
            return send(() -> end.run(keys, arguments)).eventually(lease::forget);
        }

        private Uni<Void> send(Supplier<Uni<Response>> command) {
            if (!reliable || health.isDown()) {
                reliable = false;
                return Uni.createFrom().voidItem();
            }
            return command.get().onFailure().invoke(this::fail).onFailure().recoverWithNull().replaceWithVoid();
        }

        private void fail(Throwable cause) {
            reliable = false;
            health.markDown(cause);
        }

        @Override
        public void abandon() {
            lease.release();
        }
    }
}
