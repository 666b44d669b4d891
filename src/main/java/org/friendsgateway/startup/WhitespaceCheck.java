package org.friendsgateway.startup;

import java.util.regex.Pattern;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.NameIterator;

import org.jspecify.annotations.Nullable;

/**
 * Rejects a value under {@code gateway.}, and the name of an app or a caller in a key, that begins or ends with white space:
 * it was pasted, and a secret with a line end is another secret. As an interceptor it sees every key by its full name, from
 * every source, and its errors are reported together with all others.
 */
public final class WhitespaceCheck implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "gateway.";
    /** Separators, control characters such as a line end, and invisible characters such as a byte order mark. */
    private static final String BLANK = "[\\p{Z}\\p{Cc}\\p{Cf}]";
    private static final Pattern BLANK_AT_AN_END = Pattern.compile("\\A" + BLANK + "|" + BLANK + "\\z");

    /** The segments of the longest key, {@code gateway.<provider>.apps.<name>.<property>}. */
    private static final int MAX_SEGMENTS = 5;
    private static final String ENVIRONMENT = "EnvConfigSource";

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (value != null && name.startsWith(PREFIX) && isPasted(name, value)) {
            // Without the value, which may be a secret.
            throw new IllegalArgumentException(name + " must not begin or end with white space");
        }
        return value;
    }

    private static boolean isPasted(String name, ConfigValue value) {
        int segments = 0;
        boolean blank = value.getValue() != null && BLANK_AT_AN_END.matcher(value.getValue()).find();
        for (NameIterator rest = new NameIterator(name); rest.hasNext(); rest.next()) {
            segments++;
            blank |= BLANK_AT_AN_END.matcher(rest.getNextSegment()).find();
        }
        // For an environment variable of an app such as chat-cn the framework also tries a name with dots instead of dashes,
        // which is no key; it finds the value under the right name, too.
        return blank && !(segments > MAX_SEGMENTS && ENVIRONMENT.equals(value.getConfigSourceName()));
    }
}
