package org.friendsgateway.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.regex.Pattern;

import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jspecify.annotations.Nullable;

/**
 * Turns each text on the standard error stream into a line of JSON if the log is JSON. Quarkus prints there what stops a start
 * before it has configured the log.
 */
public final class ErrorStream extends ByteArrayOutputStream {

    private static final String JSON = "quarkus.log.console.json";
    private static final String NAME = "stderr";
    private static final Pattern VALUE = Pattern.compile("with the config value \".*");
    private static final Pattern CONVERTED = Pattern
            .compile("(Expected an? \\w+ value|For input string|Illegal character in \\w+ at index \\d+).*");
    private final PrintStream target;
    private boolean formatRead;
    private @Nullable JsonFormatter json;

    private ErrorStream(PrintStream target) {
        this.target = target;
    }

    /** Replaces {@link System#err}. */
    @SuppressWarnings("SystemOut") // This is the stream that libraries print to
    public static void install() {
        System.setErr(new PrintStream(new ErrorStream(System.err), true, UTF_8));
    }

    /** Writes what was printed since the last flush, which is the text of one call. */
    @Override
    public synchronized void flush() {
        String text = withoutValues(toString(UTF_8));
        reset();
        if (text.isBlank()) {
            return;
        }
        readFormat();
        target.print(json == null || isJson(text) ? text : json.format(line(text.strip())));
        target.flush();
    }

    // A value that cannot be converted may be a secret under the wrong key, or contain one.
    private static String withoutValues(String text) {
        String hidden = VALUE.matcher(text).replaceAll("has a value that cannot be read");
        return CONVERTED.matcher(hidden).replaceAll("$1");
    }

    // The log itself may write to this stream.
    private static boolean isJson(String text) {
        return text.startsWith("{") && text.endsWith("}\n");
    }

    private static ExtLogRecord line(String text) {
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, text, ExtLogRecord.FormatStyle.NO_FORMAT,
                ErrorStream.class.getName());
        line.setLoggerName(NAME);
        return line;
    }

    // Without the config mappings, because the text may report their violations.
    private void readFormat() {
        if (!formatRead) {
            formatRead = true;
            SmallRyeConfig config = ConfigUtils.configBuilder().build();
            if (config.getOptionalValue(JSON + ".enabled", Boolean.class).orElse(false)) {
                json = new JsonFormatter();
                config.getOptionalValues(JSON + ".excluded-keys", String.class, HashSet::new).ifPresent(json::setExcludedKeys);
            }
        }
    }
}
