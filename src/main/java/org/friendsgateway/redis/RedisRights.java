package org.friendsgateway.redis;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

/** The rights of the Redis user that the gateway connects as. src/docs/redis.md lists those that it needs. */
final class RedisRights {

    private static final List<String> KEYS = Stream.of("text", "hash", "list", "set").map(RedisKeys::ofRights).toList();

    private static final String MISSING = "no right to ";

    private final RedisScript script;
    private final String channel;

    /** @param channel one that the user needs the right to publish to */
    RedisRights(RedisScript script, String channel) {
        this.script = script;
        this.channel = channel;
    }

    /**
     * Tries every command that the scripts use; fails when one is refused. A replica with only some of the rights must not
     * share.
     */
    Uni<Void> check() {
        // By its text, because the right to EVAL is otherwise needed only once Redis has lost the scripts.
        return script.runText(KEYS, List.of(channel)).invoke(RedisRights::requireNone).replaceWithVoid();
    }

    private static void requireNone(Response refused) {
        if (refused.size() > 0) {
            throw new IllegalStateException(MISSING + StreamSupport.stream(refused.spliterator(), false).map(Response::toString)
                    .collect(Collectors.joining(", ")));
        }
    }

    /** Whether a command failed because the user lacks a right. */
    static boolean isMissing(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith(MISSING) || message.startsWith("NOPERM")
                || message.contains("The user executing the script can't");
    }

    /** Names the missing right. Redis names commands, but neither keys nor channels. */
    static String describe(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("one of the keys") ? message + ": " + RedisKeys.ALL
                : message.contains("one of the channels") ? message + ": " + RedisKeys.WAKE + "*" : message;
    }
}
