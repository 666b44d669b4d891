package org.friendsgateway.importer;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What a run prints when it is over. */
final class ImportSummary {

    private static final int MAX_REASONS = 5;

    private final Totals totals;
    private final ImportProgress progress;
    private final Path failedFile;

    ImportSummary(Totals totals, ImportProgress progress, Path failedFile) {
        this.totals = totals;
        this.progress = progress;
        this.failedFile = failedFile;
    }

    void print(PrintWriter out) {
        Totals.Imports imports = totals.imports();
        Totals.Friends friends = totals.friends();
        line(out, "Users    %,d: %,d complete, %,d partial, %,d failed", imports.total(), imports.complete(), imports.partial(),
                imports.failed());
        line(out, "Friends  %,d: %,d imported, %,d pending, %,d failed, %,d unknown", friends.total(), friends.imported(),
                friends.pending(), friends.failed(), friends.unknown());
        line(out, "Time     %s, %,.0f friends/s", ImportProgress.clock(progress.elapsed()), progress.rate());
        if (friends.unsuccessful() > 0) {
            printReasons(out);
        }
        out.flush();
    }

    private void printReasons(PrintWriter out) {
        line(out, "Reasons");
        totals.reasons().entrySet().stream().sorted(Map.Entry.<String, Long> comparingByValue().reversed()).limit(MAX_REASONS)
                .forEach(reason -> line(out, "%,9d  %s", reason.getValue(), reason.getKey()));
        line(out, "The failed lines are in %s; import that file to try them again.", failedFile);
    }

    @SuppressWarnings("AnnotateFormatMethod") // private, and called with literals only
    private static void line(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
