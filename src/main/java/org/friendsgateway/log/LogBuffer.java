package org.friendsgateway.log;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.logging.Handler;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.Startup;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * A buffer before the log's handlers, in production only: takes lines from any thread without blocking and publishes them on
 * its
 * own thread, so that no event loop formats a line or waits for a slow reader of the output. Lines that exceed the buffer are
 * counted, and the count is logged as soon as there is room. A shutdown waits a few seconds for the buffered lines.
 */
@IfBuildProfile("prod")
@Startup
@Singleton
public final class LogBuffer extends ExtHandler {

    static final int MAX_LINES = 2048;
    /** Lines that arrive within this time are written in one system call. */
    private static final Duration GATHERING = Duration.ofMillis(20);
    private static final Duration MAX_FLUSH = Duration.ofSeconds(5);

    private final Condition arrived = lock.newCondition();
    private final Condition flushing = lock.newCondition();
    private final Condition written = lock.newCondition();
    private List<ExtLogRecord> lines = new ArrayList<>();
    private boolean writing;
    private int dropped;
    private boolean isFlushing;
    private volatile boolean closing;
    private volatile boolean abandoned;

    @Inject
    LogBuffer() {
        this(InitialConfigurator.DELAYED_HANDLER.getHandlers());
    }

    LogBuffer(Handler... targets) {
        setHandlers(targets);
        for (Handler target : targets) {
            if (target instanceof ExtHandler buffered) {
                buffered.setAutoFlush(false);
            }
        }
        Thread writer = new Thread(this::write, "log");
        writer.setDaemon(true);
        writer.start();
    }

    @PostConstruct
    void install() {
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] { this });
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        line.disableCallerCalculation();
        line.copyMdc();
        lock.lock();
        try {
            if (lines.size() < MAX_LINES) {
                lines.add(line);
                arrived.signal();
            } else {
                dropped++;
            }
        } finally {
            lock.unlock();
        }
        if (closing) {
            flush();
        }
    }

    /** Waits until all lines so far are written, for a few seconds at most. */
    @Override
    public void flush() {
        lock.lock();
        try {
            long left = MAX_FLUSH.toNanos();
            while (!abandoned && (writing || !lines.isEmpty()) && left > 0) {
                isFlushing = true;
                flushing.signal();
                left = written.awaitNanos(left);
            }
            abandoned |= closing && left <= 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** From now on a thread that logs waits until its line is written, but not longer than a shutdown may take. */
    @PreDestroy
    @Override
    @SuppressWarnings("SystemOut") // Quarkus flushes it at the end, and would block there for ever
    public void close() {
        closing = true;
        flush();
        if (abandoned) {
            System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        }
    }

    private void write() {
        while (true) {
            take().forEach(this::publishToNestedHandlers);
            super.flush();
        }
    }

    private List<ExtLogRecord> take() {
        lock.lock();
        try {
            writing = false;
            written.signalAll();
            while (lines.isEmpty()) {
                arrived.awaitUninterruptibly();
            }
            gather();
            writing = true;
            List<ExtLogRecord> taken = lines;
            lines = new ArrayList<>();
            if (dropped > 0) {
                taken.add(droppedLines());
                dropped = 0;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void gather() {
        try {
            long left = GATHERING.toNanos();
            while (!isFlushing && left > 0) {
                left = flushing.awaitNanos(left);
            }
            isFlushing = false;
        } catch (InterruptedException neverHappens) {
            Thread.currentThread().interrupt();
        }
    }

    private ExtLogRecord droppedLines() {
        ExtLogRecord line = new ExtLogRecord(Level.WARN, "log lines were dropped", ExtLogRecord.FormatStyle.NO_FORMAT,
                LogBuffer.class.getName());
        line.setLoggerName(LogBuffer.class.getName());
        line.putMdc("count", Integer.toString(dropped));
        return line;
    }
}
