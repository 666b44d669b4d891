package org.friendsgateway.redis;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

/** What the user that the gateway is to Redis may do there. src/docs/redis.md lists the rights that it needs. */
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

    /** @param channel one that the user should be allowed to publish to */
    RedisRights(RedisScript script, String channel) {
        this.script = script;
        this.channel = channel;
    }

    /** Tries all that scripts do; fails when a right is missing. A user that may do only some of it must not share slots. */
    Uni<Void> check() {
        // By its text, for else the right to that would be missed only when Redis has forgotten its scripts.
        return script.runText(KEYS, channel).invoke(RedisRights::requireNone).replaceWithVoid();
    }

    private static void requireNone(Response refused) {
        if (refused.size() > 0) {
            throw new MissingException(StreamSupport.stream(refused.spliterator(), false).map(Response::toString)
                    .collect(Collectors.joining(", ")));
        }
    }

    /** Whether Redis refuses something to the user, and not because Redis is ill. */
    static boolean isMissing(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof MissingException || message.startsWith("NOPERM")
                || message.contains("The user executing the script can't");
    }

    /** What is refused. Redis names commands, but neither keys nor channels. */
    static String describe(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("one of the keys") ? message + ": " + RedisKeys.ALL
                : message.contains("one of the channels") ? message + ": " + RedisKeys.WAKE + "*" : message;
    }
}
