package org.friendsgateway.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Matcher.quoteReplacement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * A Lua script from the resources, called by its SHA-1; its text is sent only when Redis does not know it. A line
 * {@code -- include: name} is replaced by the text of another resource.
 */
public final class RedisScript {

    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include: (\\S+)$");
    private final String text;
    private final byte[] sha1;
    private final RedisConnections redis;

    /** @param name of the resource {@code redis/<name>.lua} */
    RedisScript(String name, RedisConnections redis) {
        this.text = text(name);
        this.sha1 = HashUtil.sha1(text).getBytes(UTF_8);
        this.redis = redis;
        redis.addScript(text);
    }

    /** Runs the script on one key; fails as {@link RedisConnections#send} does. */
    public Uni<Response> run(String key, Object... arguments) {
        return run(List.of(key), List.of(arguments));
    }

    /** Runs the script on keys of one hash tag; fails as {@link RedisConnections#send} does. */
    public Uni<Response> run(List<String> keys, List<?> arguments) {
        return redis.send(call(keys, arguments)).onFailure(RedisScript::isUnknown)
                .recoverWithUni(() -> runText(keys, arguments));
    }

    /** Runs the script by its text, whether or not Redis knows it. */
    Uni<Response> runText(List<String> keys, List<?> arguments) {
        return redis.send(command(Request.cmd(Command.EVAL).arg(text), keys, arguments));
    }

    /** The command that calls the script by its SHA-1. */
    Request call(List<String> keys, List<?> arguments) {
        return command(Request.cmd(Command.EVALSHA).arg(sha1), keys, arguments);
    }

    private static Request command(Request command, List<String> keys, List<?> arguments) {
        command.arg(keys.size());
        keys.forEach(command::arg);
        for (Object argument : arguments) {
            if (argument instanceof Number number) {
                command.arg(number.longValue());
            } else {
                command.arg(argument.toString());
            }
        }
        return command;
    }

    private static boolean isUnknown(Throwable cause) {
        return String.valueOf(cause.getMessage()).startsWith("NOSCRIPT");
    }

    /** The text of a script with its includes. */
    static String text(String name) {
        return INCLUDE.matcher(read("/redis/" + name + ".lua")).replaceAll(found -> quoteReplacement(text(found.group(1))));
    }

    private static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(RedisScript.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
