package org.friendsgateway.importer;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import org.friendsgateway.importer.ChunkImport.Connection;
import org.friendsgateway.importer.ImportFile.Contents;
import org.friendsgateway.importer.ImportFile.ReadOptions;
import org.friendsgateway.importer.RunState.Settings;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code java -jar friends-importer.jar}. */
@Command(name = "friends-importer", versionProvider = FriendsImporter.Version.class, description = FriendsImporter.DESCRIPTION, footer = FriendsImporter.FOOTER, mixinStandardHelpOptions = true, abbreviateSynopsis = true, sortOptions = false)
public final class FriendsImporter implements Callable<Integer> {

    static final String DESCRIPTION = "Imports the friend lists of many users through a Friends Gateway.";
    static final String FOOTER = """

            @|bold Files|@
              FILE is CSV or NDJSON, by its name or else by its first character, and may be
              compressed by gzip. It is checked as a whole before anything is sent.
                CSV     user,friend[,remark,groups,source,message,addedAt]; a header line may
                        select and order the columns, semicolons separate groups, and an
                        empty cell says nothing
                NDJSON  {"userId":"alice","friends":[{"userId":"bob"}]}, one import a line
              FILE.failed.ndjson  what failed, and why; import it to try that again
              FILE.state          from which --resume goes on; removed at the end

            @|bold Exit codes|@
              0  all friends are imported or pending
              1  some failed; see FILE.failed.ndjson
              2  wrong usage, a wrong file, or a file that cannot be written
              3  the gateway could not be reached for a minute, or refused the caller

            @|bold Environment|@
              FRIENDS_GATEWAY_KEY  the caller's key, without --key-file
              NO_COLOR             if set, no colours

            @|bold Examples|@
              java -jar friends-importer.jar --dry-run friends.csv
              java -jar friends-importer.jar --url https://gateway.example.com --app chat-cn \\
                  --key-file key friends.csv
            Importing a friend again is safe.""";

    private static final int ALL_IMPORTED = 0;
    private static final int SOME_FAILED = 1;
    private static final int MAX_FRIENDS = 3000;
    private static final String HOW_TO_RESUME = "The same command with --resume goes on where this run ended.";

    private final Map<String, String> environment;
    private final Terminal terminal;
    private final Limits limits;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to import.")
    @SuppressWarnings("NullAway.Init") // required
    private Path file;

    @Option(names = "--url", paramLabel = "URL", description = "The gateway, such as https://gateway.example.com.")
    private @Nullable URI url;

    @Option(names = "--app", paramLabel = "NAME", description = "The app to import into, where a line does not name one. Default: the gateway's own.")
    private @Nullable String app;

    @Option(names = "--key-file", paramLabel = "PATH", description = "A file with the key of the caller.")
    private @Nullable Path keyFile;

    @Option(names = "--resume", description = "Go on with the run of this file that was interrupted.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Check the file and send nothing.")
    private boolean dryRun;

    @Option(names = "--sorted", description = "The rows of a user follow each other; the CSV need not fit in memory.")
    private boolean sorted;

    @Option(names = "--strict", description = "Refuse fields that the vendor cannot store; else they are left out.")
    private boolean strict;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "2", description = "Requests side by side. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(names = "--max-friends", paramLabel = "N", defaultValue = ""
            + MAX_FRIENDS, description = "Friends in one import that is made of CSV rows, as the gateway allows. Default: ${DEFAULT-VALUE}.")
    private int maxFriends;

    FriendsImporter(Map<String, String> environment, Terminal terminal, Limits limits) {
        this.environment = environment;
        this.terminal = terminal;
        this.limits = limits;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the command, and returns its exit code. */
    public static int run(String... arguments) {
        return commandLine(new FriendsImporter(System.getenv(), Terminal.detect(), Limits.standard())).execute(arguments);
    }

    /** The command with its exit codes. */
    static CommandLine commandLine(FriendsImporter importer) {
        return new CommandLine(importer).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(message(failure)));
            command.getErr().flush();
            return failure instanceof ImportStoppedException stopped ? stopped.exitCode()
                    : ImportStoppedException.WRONG_USAGE_OR_FILE;
        });
    }

    private static String message(Exception failure) {
        return failure instanceof ImportStoppedException ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        ImportFile input = new ImportFile(file, new ReadOptions(app, sorted, maxFriends, limits.maxCsvBytes()));
        Contents contents = check(input);
        print(spec.commandLine().getOut(), "%s: %,d imports, %,d friends", file, contents.imports(), contents.friends());
        return dryRun || contents.imports() == 0 ? ALL_IMPORTED : run(input, contents);
    }

    private void checkOptions() {
        require(Files.isReadable(file) && !Files.isDirectory(file), "Cannot read " + file);
        require(dryRun || url != null, "Missing required option: --url");
        require(url == null || (url.getHost() != null && url.toString().matches("https?://[^?#@]*")),
                "--url is not like http://host:port: " + url);
        require(parallel >= 1 && parallel <= 16, "--parallel is from 1 to 16");
        require(maxFriends >= 1, "--max-friends is at least 1");
    }

    private void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private Contents check(ImportFile input) throws IOException {
        print(spec.commandLine().getErr(), "Checking %s", file);
        FileErrors errors = new FileErrors(file);
        Contents contents = input.check(errors);
        if (!errors.isEmpty()) {
            throw ImportStoppedException.wrong(errors + System.lineSeparator() + "The file is wrong; nothing was sent.");
        }
        return contents;
    }

    private int run(ImportFile input, Contents contents) throws IOException, InterruptedException {
        GatewayClient gateway = new GatewayClient(Objects.requireNonNull(url), key(), strict, limits.maxSilence());
        RunJournal journal = journal(contents.checksum());
        ImportProgress progress = new ImportProgress(contents.friends(), journal.totals().friends());
        ProgressDisplay display = new ProgressDisplay(progress, spec.commandLine().getErr(), terminal, limits);
        Thread atSignal = new Thread(() -> stop(display));
        Runtime.getRuntime().addShutdownHook(atSignal);
        try {
            importAll(input, journal, new Connection(gateway, app, journal.idempotencyKey(),
                    new Reachability(limits.giveUpAfter(), display::note), display, limits));
            journal.finish();
        } catch (ImportStoppedException stopped) {
            throw new ImportStoppedException(stopped.exitCode(), stopped.getMessage() + System.lineSeparator() + HOW_TO_RESUME);
        } finally {
            forget(atSignal);
            display.close();
            new ImportSummary(journal.totals(), progress, RunJournal.failedFile(file)).print(spec.commandLine().getOut());
        }
        return journal.totals().friends().unsuccessful() == 0 ? ALL_IMPORTED : SOME_FAILED;
    }

    private void importAll(ImportFile input, RunJournal journal, Connection connection)
            throws IOException, InterruptedException {
        FileErrors errors = new FileErrors(file);
        try (ImportReader lines = input.open(errors)) {
            new FileImport(journal, connection, parallel).run(lines);
        }
        if (!errors.isEmpty()) {
            throw ImportStoppedException.wrong("The file changed while it was imported: " + errors);
        }
    }

    private RunJournal journal(long checksum) {
        Settings settings = new Settings(app, sorted, strict, maxFriends, limits.maxLines(), limits.maxBytes());
        if (resume) {
            return RunJournal.resume(file, settings, checksum);
        }
        if (Files.exists(RunJournal.stateFile(file))) {
            print(spec.commandLine().getErr(),
                    "An earlier run of this file was interrupted. This one begins anew, without --resume.");
        }
        return RunJournal.begin(file, settings, checksum);
    }

    private static void forget(Thread atSignal) {
        try {
            boolean removed = Runtime.getRuntime().removeShutdownHook(atSignal);
            assert removed;
        } catch (IllegalStateException signalled) {
            // It runs already.
        }
    }

    private void stop(ProgressDisplay display) {
        display.close();
        print(spec.commandLine().getErr(), "Stopped. %s", HOW_TO_RESUME);
    }

    private @Nullable String key() throws IOException {
        String key = keyFile == null ? environment.getOrDefault("FRIENDS_GATEWAY_KEY", "") : Files.readString(keyFile);
        if (!key.strip().matches("[!-~]*")) {
            throw ImportStoppedException.wrong("The key has characters that no key has.");
        }
        return key.isBlank() ? null : key.strip();
    }

    private static void print(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = FriendsImporter.class.getPackage().getImplementationVersion();
            return new String[] { "friends-importer " + (version == null ? "(not packed)" : version) };
        }
    }
}
