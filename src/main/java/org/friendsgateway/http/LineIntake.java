package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

import io.quarkus.runtime.util.HashUtil;

import org.friendsgateway.bulk.BulkStream;
import org.friendsgateway.bulk.BulkStream.Line;
import org.friendsgateway.bulk.LineAnswer;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/** Makes imports of the lines of a body, each as soon as there is memory for it. */
final class LineIntake implements AutoCloseable {

    private final ImportStreams streams;
    private final RequestContext context;
    private final Preferences preferences;
    private final LineReader lines;
    /** What the next line may hold. */
    private @Nullable Reservation memory;
    /** A line that was cut and has no room yet, and how much it needs. */
    private LineReader.@Nullable Line cut;
    private long needed;
    private boolean inputEnded;

    LineIntake(ImportStreams streams, RequestContext context, Preferences preferences, LineReader lines) {
        this.streams = streams;
        this.context = context;
        this.preferences = preferences;
        this.lines = lines;
    }

    /** Adds a piece of the body, when {@link #takeLine} needs one. */
    void add(byte[] piece) {
        lines.add(piece);
    }

    /** Notes that there are no more pieces, so that the last line needs no end. */
    void endInput() {
        inputEnded = true;
    }

    boolean inputEnded() {
        return inputEnded;
    }

    /** Whether there is memory for the next line, which is then reserved; if not, there will be when other lines have ended. */
    boolean hasMemory(BulkStream stream) {
        Reservation next = memory == null ? stream.memory().forLine() : memory;
        memory = next;
        long wanted = cut == null ? ImportBody.sizeWithBody(lines.maxLength()) : needed;
        return stream.memory().tryResize(next, wanted);
    }

    /**
     * Runs the import of the next line, when there is memory. Returns false when another piece of the body is needed for it.
     * Fails as {@link LineReader#next} does.
     */
    boolean takeLine(BulkStream stream) throws IOException {
        if (lines.needsRoom()) {
            lines.allowLongLine();
        }
        LineReader.Line line = cut == null ? nextLine() : cut;
        if (line != null && memory != null) {
            accept(stream, line, memory);
        }
        return line != null || lines.needsRoom();
    }

    private LineReader.@Nullable Line nextLine() throws IOException {
        LineReader.Line next = lines.next();
        return next == null && inputEnded && !lines.needsRoom() ? lines.last() : next;
    }

    private void accept(BulkStream stream, LineReader.Line line, Reservation held) {
        long size = ImportBody.sizeWithBody(line.bytes.length);
        if (cut == null && !stream.memory().tryResize(held, size)) {
            cut = line;
            needed = size;
            return;
        }
        memory = null;
        cut = null;
        run(stream, line, held);
    }

    private void run(BulkStream stream, LineReader.Line line, Reservation held) {
        if (line.tooLong) {
            refuse(stream, line, held, Failure.of(Kind.PAYLOAD_TOO_LARGE));
            return;
        }
        try {
            ImportRequest parsed = ImportRequest.parseLine(line.bytes, streams.maxFriends, size -> grow(line, held, size));
            held.force(ImportBody.sizeOf(parsed.friends()));
            stream.run(new Line(line.number, parsed.id(), held), new ImportCommand(context.caller(), parsed.app(),
                    parsed.friends(), parsed.violations(), streams.timeout, preferences.strict(), held),
                    HashUtil.sha256(line.bytes));
        } catch (GatewayException refused) {
            if (refused.failure().kind() == Kind.OVERLOADED) {
                // Parsed again when there is room.
                cut = line;
                memory = held;
            } else {
                refuse(stream, line, held, refused.failure());
            }
        }
    }

    private void grow(LineReader.Line line, Reservation held, long parsed) {
        needed = ImportBody.sizeWhileParsing(line.bytes.length, parsed);
        held.resize(needed);
    }

    private static void refuse(BulkStream stream, LineReader.Line line, Reservation held, Failure failure) {
        stream.refuse(new Line(line.number, ImportRequest.findLineId(line.bytes), held), failure);
    }

    /** What an import would have been answered alone. */
    LineAnswer answer(ImportResult result, String userId) {
        ApiResponse alone = ApiResponse.of(result, userId, Preferences.NONE, context);
        return new LineAnswer(alone.status, new String(alone.body, UTF_8));
    }

    /** Drops what was read of the next line; there is none then. */
    @Override
    public void close() {
        lines.close();
        cut = null;
        if (memory != null) {
            memory.release();
            memory = null;
        }
    }
}
