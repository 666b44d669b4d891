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
 * The standard error stream, each of whose texts is a line of JSON where the log's lines are. The framework prints what
 * stops a start before it has configured the log.
 */
public final class ErrorStream extends ByteArrayOutputStream {

    private static final String JSON = "quarkus.log.console.json";
    private static final String NAME = "stderr";
    private static final Pattern VALUE = Pattern.compile("with the config value \".*");
    private static final Pattern CONVERTED = Pattern
            .compile("(Expected an? \\w+ value|For input string|Illegal character in \\w+ at index \\d+).*");
    private final PrintStream target;
    private boolean hasRead;
    private @Nullable JsonFormatter json;

    private ErrorStream(PrintStream target) {
        this.target = target;
    }

    /** Replaces the stream of the process. */
    @SuppressWarnings("SystemOut") // It has to be the one that others print to
    public static void install() {
        System.setErr(new PrintStream(new ErrorStream(System.err), true, UTF_8));
    }

    /** Writes what was printed since the last time, which is the text of one call. */
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

    // What cannot be converted may be a secret under the wrong key, or have one in it.
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

    // Without the mappings, whose violations may be what is printed.
    private void readFormat() {
        if (!hasRead) {
            hasRead = true;
            SmallRyeConfig config = ConfigUtils.configBuilder().build();
            if (config.getOptionalValue(JSON + ".enabled", Boolean.class).orElse(false)) {
                json = new JsonFormatter();
                config.getOptionalValues(JSON + ".excluded-keys", String.class, HashSet::new).ifPresent(json::setExcludedKeys);
            }
        }
    }
}
