package org.friendsgateway.coordination.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.time.Ticker;

/** A Lua script from the resources, called by its SHA-1; Redis is given the text only when it has forgotten it. */
final class RedisScript {

    private static final int LOOKS = 5;

    private final String text;
    private final String sha1;
    private final ReactiveRedisDataSource redis;
    private final Ticker ticker;
    private final Duration timeout;

    RedisScript(String name, ReactiveRedisDataSource redis, Ticker ticker, Duration timeout) {
        this.text = read("/redis/" + name + ".lua");
        this.sha1 = sha1(text);
        this.redis = redis;
        this.ticker = ticker;
        this.timeout = timeout;
    }

    /** Runs the script on one key; fails when Redis cannot or does not answer within the timeout. */
    Uni<Response> run(String key, Object... arguments) {
        return run(List.of(key), arguments);
    }

    /** Runs the script on keys of one hash tag; fails when Redis cannot or does not answer within the timeout. */
    Uni<Response> run(List<String> keys, Object... arguments) {
        Uni<Response> answer = redis.execute("EVALSHA", words(sha1, keys, arguments))
                .onFailure(RedisScript::forgotten).recoverWithUni(() -> redis.execute("EVAL", words(text, keys, arguments)));
        return Uni.combine().any().of(answer, tooLate(LOOKS));
    }

    // A process that stood still itself finds the answer and the end of the timeout together; the next look tells.
    private Uni<Response> tooLate(int looks) {
        return ticker.after(timeout.dividedBy(LOOKS))
                .chain(() -> looks > 1 ? tooLate(looks - 1) : Uni.createFrom().failure(TimeoutException::new));
    }

    private static String[] words(String script, List<String> keys, Object... arguments) {
        return Stream.of(Stream.of(script, keys.size()), keys.stream(), Stream.of(arguments)).flatMap(Function.identity())
                .map(String::valueOf).toArray(String[]::new);
    }

    private static boolean forgotten(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("NOSCRIPT");
    }

    private static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(RedisScript.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
