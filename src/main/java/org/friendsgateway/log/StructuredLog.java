package org.friendsgateway.log;

import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/** A log whose lines have a constant message, and fields for everything that varies. */
public final class StructuredLog {

    private final Logger logger;

    private StructuredLog(Logger logger) {
        this.logger = logger;
    }

    public static StructuredLog named(String name) {
        return new StructuredLog(Logger.getLogger(name));
    }

    /** The fields of one line; never bodies, ids of users or secrets. */
    public static final class Fields {

        private final ExtLogRecord line;

        private Fields(ExtLogRecord line) {
            this.line = line;
        }

        @CanIgnoreReturnValue
        public Fields put(String name, String value) {
            line.putMdc(name, value);
            return this;
        }

        @CanIgnoreReturnValue
        public Fields put(String name, long value) {
            return put(name, Long.toString(value));
        }
    }

    /** Writes a line; {@code fields} is called only if the level is enabled. */
    public void info(String message, Consumer<Fields> fields) {
        write(Level.INFO, message, fields);
    }

    /** Writes a line; {@code fields} is called only if the level is enabled. */
    public void warn(String message, Consumer<Fields> fields) {
        write(Level.WARN, message, fields);
    }

    private void write(java.util.logging.Level level, String message, Consumer<Fields> fields) {
        if (logger.isLoggable(level)) {
            ExtLogRecord line = new ExtLogRecord(level, message, ExtLogRecord.FormatStyle.NO_FORMAT,
                    StructuredLog.class.getName());
            line.setLoggerName(logger.getName());
            fields.accept(new Fields(line));
            logger.logRaw(line);
        }
    }
}
