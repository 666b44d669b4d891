package org.friendsgateway.coordination.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Matcher.quoteReplacement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

import org.friendsgateway.time.Ticker;

/**
 * A Lua script from the resources, called by its SHA-1; Redis is given the text only when it has forgotten it. A line
 * {@code -- include: name} stands for the text of another resource.
 */
final class RedisScript {

    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include: (\\S+)$");
    private static final int SILENT_LOOKS = 5;
    private static final int LOOKS = 2 * SILENT_LOOKS;

    private final String text;
    private final String sha1;
    private final ReactiveRedisDataSource redis;
    private final Ticker ticker;
    private final Duration look;
    private final AtomicLong answers;

    /** @param answers counts what Redis answers to any script of this replica */
    RedisScript(String name, ReactiveRedisDataSource redis, Ticker ticker, Duration timeout, AtomicLong answers) {
        this.text = text(name);
        this.sha1 = HashUtil.sha1(text);
        this.redis = redis;
        this.ticker = ticker;
        this.look = timeout.dividedBy(SILENT_LOOKS);
        this.answers = answers;
    }

    /** Runs the script on one key; fails like the other. */
    Uni<Response> run(String key, Object... arguments) {
        return run(List.of(key), arguments);
    }

    /**
     * Runs the script on keys of one hash tag; fails when Redis cannot, when it answers nobody for the timeout, and after
     * twice that long whoever is answered.
     */
    Uni<Response> run(List<String> keys, Object... arguments) {
        Uni<Response> answer = redis.execute("EVALSHA", words(sha1, keys, arguments))
                .onFailure(RedisScript::forgotten).recoverWithUni(() -> redis.execute("EVAL", words(text, keys, arguments)));
        return Uni.combine().any().of(answer.invoke(answers::incrementAndGet), tooLate(0, 0, answers.get()));
    }

    // A process that stood still itself finds the answer and the end of the timeout together; the next look tells. And in a
    // crowd answers wait for one another, but Redis is there.
    private Uni<Response> tooLate(int looks, int silent, long heard) {
        return ticker.after(look).chain(() -> {
            long now = answers.get();
            int silentNow = now == heard ? silent + 1 : 0;
            return silentNow == SILENT_LOOKS || looks + 1 == LOOKS ? Uni.createFrom().failure(TimeoutException::new)
                    : tooLate(looks + 1, silentNow, now);
        });
    }

    private static String[] words(String script, List<String> keys, Object... arguments) {
        return Stream.of(Stream.of(script, keys.size()), keys.stream(), Stream.of(arguments)).flatMap(Function.identity())
                .map(String::valueOf).toArray(String[]::new);
    }

    private static boolean forgotten(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("NOSCRIPT");
    }

    /** The text of a script, with what it includes. */
    static String text(String name) {
        return INCLUDE.matcher(read("/redis/" + name + ".lua")).replaceAll(found -> quoteReplacement(text(found.group(1))));
    }

    private static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(RedisScript.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
