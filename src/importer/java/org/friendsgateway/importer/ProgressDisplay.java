package org.friendsgateway.importer;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress, as a bar on a terminal and as a line now and then elsewhere, and notes between. */
final class ProgressDisplay implements AutoCloseable {

    private static final int BAR_INTERVAL_MILLIS = 500;
    private static final String BACK_TO_START = "\r";
    private static final String ERASE_THE_REST = "\033[K";

    private final ImportProgress progress;
    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private String lastNote = "";

    ProgressDisplay(ImportProgress progress, PrintWriter err, Terminal terminal, Limits limits) {
        this.progress = progress;
        this.err = err;
        this.bar = terminal.isInteractive() ? bar(terminal) : null;
        long interval = bar == null ? limits.reportInterval().toMillis() : BAR_INTERVAL_MILLIS;
        var scheduled = timer.scheduleWithFixedDelay(this::show, interval, interval, TimeUnit.MILLISECONDS);
        assert !scheduled.isDone();
    }

    private ProgressBar bar(Terminal terminal) {
        return new ProgressBarBuilder().setTaskName("Friends").setInitialMax(progress.total())
                .startsFrom(progress.before(), java.time.Duration.ZERO).showSpeed(new DecimalFormat("0"))
                .setUpdateIntervalMillis(BAR_INTERVAL_MILLIS)
                // Without a width it would ask JLine, which takes over the signals: Ctrl-C would end the run without a word.
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, terminal.columns() - 1))
                .setStyle(terminal.hasColours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII).build();
    }

    private synchronized void draw(String line) {
        err.print(BACK_TO_START + line + ERASE_THE_REST);
        err.flush();
    }

    ImportProgress progress() {
        return progress;
    }

    private void show() {
        if (bar == null) {
            err.println(progress);
            err.flush();
        } else {
            Totals.Friends friends = progress.friends();
            bar.stepTo(friends.total()).setExtraMessage(" %,d failed".formatted(friends.unsuccessful()));
        }
    }

    /** Prints what the user should know; once, however often it happens in a row. */
    synchronized void note(String text) {
        if (!text.equals(lastNote)) {
            err.println((bar == null ? "" : BACK_TO_START + ERASE_THE_REST) + text);
            err.flush();
        }
        lastNote = text;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (bar != null) {
            show();
            bar.close();
            err.println();
            err.flush();
        }
    }
}
