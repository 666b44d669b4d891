package org.friendsgateway.coordination.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import org.friendsgateway.coordination.IdempotencyStore;
import org.friendsgateway.coordination.redis.RedisLeases.Lease;
import org.friendsgateway.redis.RedisHealth;
import org.friendsgateway.redis.RedisKeys;
import org.friendsgateway.redis.RedisScript;
import org.jspecify.annotations.Nullable;

/** Records in Redis, for all replicas. Without Redis requests are carried out, and know that a repeat would be, too. */
final class RedisIdempotency implements IdempotencyStore {

    private final RedisHealth link;
    private final RedisLeases leases;
    private final RedisScript begin;
    private final RedisScript record;
    private final RedisScript end;

    RedisIdempotency(RedisHealth link, RedisLeases leases) {
        this.link = link;
        this.leases = leases;
        this.begin = link.script("idempotency-begin");
        this.record = link.script("idempotency-record");
        this.end = link.script("idempotency-end");
    }

    @Override
    public Uni<BeginResult> begin(String key, String body) {
        RedisAttempt attempt = new RedisAttempt(key, body);
        if (link.isDown()) {
            return Uni.createFrom().item(new BeginResult.Started(attempt));
        }
        return attempt.lease
                .takeBy(ticket -> begin.run(attempt.keys, ticket, RedisLeases.LIFE.toMillis(), body, KEPT.toMillis()),
                        RedisAttempt::started)
                .map(attempt::begun)
                .onFailure().invoke(link::markDown)
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

        static boolean started(Response answer) {
            return List.of("new", "resumed").contains(answer.get(0).toString());
        }

        BeginResult begun(Response answer) {
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
            return tell(() -> record.run(keys.get(2), entry, KEPT.toMillis()));
        }

        @Override
        public Uni<Void> end(@Nullable StoredResponse answer) {
            return tell(() -> answer == null ? end.run(keys, lease.ticket(), KEPT.toMillis(), body)
                    : end.run(keys, lease.ticket(), KEPT.toMillis(), body, answer.status(), answer.body()))
                    .eventually(lease::forget);
        }

        private Uni<Void> tell(Supplier<Uni<Response>> message) {
            if (!reliable || link.isDown()) {
                reliable = false;
                return Uni.createFrom().voidItem();
            }
            return message.get().onFailure().invoke(this::lose).onFailure().recoverWithNull().replaceWithVoid();
        }

        private void lose(Throwable cause) {
            reliable = false;
            link.markDown(cause);
        }

        @Override
        public void abandon() {
            lease.release();
        }
    }
}
