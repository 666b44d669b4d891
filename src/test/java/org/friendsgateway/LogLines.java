package org.friendsgateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Records what a logger and its children log until this is closed. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Formatter message = new PatternFormatter("%s");
    private final Logger logger;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** A line and the fields of its MDC. */
    public record Line(String logger, String message, Map<String, String> fields) {
    }

    public LogLines(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    /** The lines whose message contains this. */
    public List<Line> with(String text) {
        return lines.stream().filter(line -> line.message().contains(text)).toList();
    }

    /** The lines with this message. */
    public List<Line> of(String message) {
        return lines.stream().filter(line -> line.message().equals(message)).toList();
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(new Line(record.getLoggerName(), message.format(record),
                ((ExtLogRecord) record).getMdcCopy()));
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
