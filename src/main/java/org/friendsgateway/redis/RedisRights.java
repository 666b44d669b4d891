package org.friendsgateway.redis;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

/** The rights of the Redis user that the gateway connects as. The README lists those that it needs. */
final class RedisRights {

    private static final List<String> KEYS = Stream.of("text", "hash", "list", "set").map(RedisKeys::ofRights).toList();

    private final RedisScript script;
    private final String channel;

    /** Thrown when a command is refused; its message names the command. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    /** @param channel one that the user needs the right to publish to */
    RedisRights(RedisScript script, String channel) {
        this.script = script;
        this.channel = channel;
    }

    /**
     * Tries every command that the scripts use, since a user who lacks only some rights would leave half-written state; fails
     * with {@link MissingException}.
     */
    Uni<Void> check() {
        // By its text, to try the right to EVAL too, which is otherwise needed only once Redis has lost the scripts.
        return script.runText(KEYS, List.of(channel)).invoke(RedisRights::requireNone).replaceWithVoid();
    }

    private static void requireNone(Response refused) {
        if (refused.size() > 0) {
            throw new MissingException(StreamSupport.stream(refused.spliterator(), false).map(Response::toString)
                    .collect(Collectors.joining(", ")));
        }
    }

    /** Whether a command failed because the user lacks a right. */
    static boolean isMissing(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof MissingException || message.startsWith("NOPERM")
                || message.contains("The user executing the script can't");
    }

    /** Names the missing right. Redis names commands, but neither keys nor channels. */
    static String describe(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("one of the keys") ? message + ": " + RedisKeys.ALL
                : message.contains("one of the channels") ? message + ": " + RedisKeys.WAKE + "*" : message;
    }
}
