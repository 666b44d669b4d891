package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.handler.codec.DecoderException;
import io.quarkus.runtime.util.HashUtil;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.bulk.BulkStream;
import org.friendsgateway.bulk.BulkStream.Line;
import org.friendsgateway.bulk.EndReason;
import org.friendsgateway.bulk.LineAnswer;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.ImportCommand;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.pipeline.MemoryBudget.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * One request with a stream: reads lines while there is room for them, and writes their answers as they end. Used on the event
 * loop of its connection, so nothing here is synchronized.
 */
final class ImportStream implements BulkStream.Client {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration MAX_AT_ONCE = Duration.ofMillis(5);
    private static final Duration BREAK = Duration.ofMillis(1);
    private static final int MAX_QUIET_TICKS = 5;
    private static final int MAX_KEPT_LINES = 10_000;

    private final ImportStreams streams;
    private final RoutingContext request;
    private final HttpServerRequest source;
    private final RequestContext context;
    private final StreamFormat format;
    private final Preferences preferences;
    private final LineReader lines;
    private final BulkStream stream;
    private final StreamResponse response;
    private final List<Buffer> kept = new ArrayList<>();
    /** What the next line may hold. */
    private @Nullable Reservation memory;
    /** A line that was cut and has no room yet, and how much it needs. */
    private LineReader.@Nullable Line cut;
    private long needed;
    private boolean reading;
    private boolean awaiting;
    private long awaitingSince;
    private boolean inputEnded;
    /** Why no more lines come; null while they may. */
    private @Nullable EndReason bodyEnd;
    private Failure noLine = Failure.invalid("must have at least one line with an import");
    private boolean over;
    private String overReason = "hang_up";
    private long reportedDone = -1;
    private int quietTicks;
    private Cancellable ticker = () -> {
    };

    /** Fails with {@code overloaded} when imports hold all the memory. */
    ImportStream(ImportStreams streams, RoutingContext request, StreamFormat format, Preferences preferences,
            @Nullable String key, LineReader lines) {
        this.streams = streams;
        this.request = request;
        this.source = request.request();
        this.context = RequestContext.of(request);
        this.format = format;
        this.preferences = preferences;
        this.lines = lines;
        this.response = new StreamResponse(request.response(), streams.scheduler);
        this.stream = streams.imports.open(context.caller(), key, preferences.timeout(), this);
    }

    void start() {
        BackPressure.setStreaming(source.connection(), true);
        request.addEndHandler(end -> {
            if (end.failed() && isMalformed(end.cause())) {
                closeAfterAnswer();
            } else {
                close();
            }
        });
        source.exceptionHandler(this::broken).endHandler(end -> inputEnded()).handler(chunk -> received(chunk.getBytes()));
        BodyReader.sendContinue(request);
        tickLater();
        read();
    }

    private void received(byte[] chunk) {
        awaiting = false;
        if (source.bytesRead() > streams.maxBytes()) {
            tooLarge();
        } else {
            lines.add(chunk);
            read();
        }
    }

    /** Reads lines while there is room, for a few milliseconds at a time. */
    private void read() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            long from = streams.scheduler.nanoTime();
            while (canRead() && readLine()) {
                if (streams.scheduler.nanoTime() - from > MAX_AT_ONCE.toNanos()) {
                    var unused = streams.scheduler.after(BREAK).subscribe().with(rested -> read());
                    return;
                }
            }
        } finally {
            reading = false;
        }
    }

    private boolean canRead() {
        return !over && bodyEnd == null && !awaiting && stream.hasRoom() && hasMemory();
    }

    private boolean hasMemory() {
        Reservation next = memory == null ? stream.memory().forLine() : memory;
        memory = next;
        long wanted = cut == null ? ImportBody.sizeWithBody(lines.maxLength()) : needed;
        return stream.memory().tryResize(next, wanted);
    }

    // Returns whether there may be more to do at once.
    private boolean readLine() {
        try {
            if (lines.needsRoom()) {
                lines.allowLongLine();
            }
            LineReader.Line line = cut == null ? nextLine() : cut;
            if (line != null) {
                accept(line);
                return true;
            }
            return lines.needsRoom() || fetch();
        } catch (IOException broken) {
            noLine = Failure.invalid("must be whole gzip data, as its Content-Encoding says");
            endBody(EndReason.BODY_INCOMPLETE);
        } catch (GatewayException refused) {
            tooLarge();
        }
        return false;
    }

    private LineReader.@Nullable Line nextLine() throws IOException {
        LineReader.Line next = lines.next();
        return next == null && inputEnded && !lines.needsRoom() ? lines.last() : next;
    }

    private boolean fetch() {
        if (inputEnded) {
            endBody(EndReason.COMPLETE);
            return false;
        }
        awaiting = true;
        awaitingSince = streams.scheduler.nanoTime();
        source.fetch(1);
        return !awaiting;
    }

    private void accept(LineReader.Line line) {
        Reservation held = memory;
        long size = ImportBody.sizeWithBody(line.bytes.length);
        if (held == null) {
            return;
        }
        if (cut == null && !stream.memory().tryResize(held, size)) {
            cut = line;
            needed = size;
            return;
        }
        memory = null;
        cut = null;
        run(line, held);
    }

    private void run(LineReader.Line line, Reservation held) {
        if (line.tooLong) {
            refuse(line, held, Failure.of(Kind.PAYLOAD_TOO_LARGE));
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
                refuse(line, held, refused.failure());
            }
        }
    }

    private void grow(LineReader.Line line, Reservation held, long parsed) {
        needed = ImportBody.sizeWhileParsing(line.bytes.length, parsed);
        held.resize(needed);
    }

    private void refuse(LineReader.Line line, Reservation held, Failure failure) {
        stream.refuse(new Line(line.number, ImportRequest.findLineId(line.bytes), held), failure);
    }

    private void inputEnded() {
        awaiting = false;
        inputEnded = true;
        read();
    }

    private void tooLarge() {
        noLine = Failure.of(Kind.PAYLOAD_TOO_LARGE);
        endBody(EndReason.TOO_LARGE);
    }

    private void broken(Throwable cause) {
        // Otherwise the connection is lost, and the request ends with it.
        if (isMalformed(cause)) {
            noLine = Failure.invalid("must have a body of well-formed chunks");
            endBody(EndReason.BODY_INCOMPLETE);
        }
    }

    private static boolean isMalformed(Throwable cause) {
        return cause instanceof DecoderException || cause instanceof GatewayException;
    }

    private void endBody(EndReason reason) {
        if (bodyEnd == null && !over) {
            bodyEnd = reason;
            discardRest();
            endWhenIdle();
        }
    }

    // A client that is still sending would otherwise not read its answer.
    private void discardRest() {
        awaiting = false;
        cut = null;
        lines.close();
        if (memory != null) {
            memory.release();
            memory = null;
        }
        if (!source.isEnded()) {
            source.handler(chunk -> {
            }).endHandler(end -> {
            });
            source.resume();
        }
    }

    @Override
    public LineAnswer answer(ImportResult result, String userId) {
        ApiResponse alone = ApiResponse.of(result, userId, Preferences.NONE, context);
        return new LineAnswer(alone.status, new String(alone.body, UTF_8));
    }

    @Override
    public void ended(Line line, @Nullable LineAnswer answer, boolean complete) {
        if (over || answer == null || (complete && (preferences.minimal() || format == StreamFormat.JSON))) {
            release(line);
        } else if (format == StreamFormat.JSON) {
            keep(Buffer.buffer(StreamJson.line(line, answer)));
            release(line);
        } else {
            writeLine(StreamJson.line(line, answer), line);
        }
    }

    private void writeLine(String json, Line line) {
        line.memory().force(ImportBody.sizeOfAnswer(json.length()));
        write(json, () -> release(line));
    }

    private void release(Line line) {
        stream.release(line);
        read();
    }

    private void keep(Buffer answer) {
        if (kept.size() < MAX_KEPT_LINES && stream.memory().tryKeep(ImportBody.sizeOfAnswer(answer.length()))) {
            kept.add(answer);
        }
    }

    private void write(String object, Runnable taken) {
        begin();
        response.write(Buffer.buffer(object + "\n"), taken);
    }

    private void begin() {
        HttpServerResponse head = request.response();
        if (!head.headWritten()) {
            head.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType)
                    .putHeader(RequestContext.REQUEST_ID, context.requestId());
            if (!preferences.applied().isEmpty()) {
                head.putHeader("Preference-Applied", preferences.applied());
            }
        }
    }

    @Override
    public void stopped() {
        if (bodyEnd == null) {
            discardRest();
        }
        var unused = streams.scheduler.after(BREAK).subscribe().with(rested -> endWhenIdle());
    }

    @Override
    public void idle() {
        endWhenIdle();
    }

    private void endWhenIdle() {
        if (over || !stream.isIdle() || (bodyEnd == null && stream.stopReason() == null)) {
            return;
        }
        over = true;
        overReason = reason().code();
        if (stream.tally().read() == 0 && stream.stopReason() == null) {
            request.fail(noLine.exception());
            return;
        }
        log();
        writeEnd();
        response.end();
    }

    private EndReason reason() {
        EndReason stop = stream.stopReason();
        if (bodyEnd == null || (stop != null && stream.tally().notStarted() > 0)) {
            return stop == null ? EndReason.COMPLETE : stop;
        }
        return bodyEnd == EndReason.COMPLETE && stream.tally().notStarted() > 0 ? EndReason.WAIT_OVER : bodyEnd;
    }

    private void writeEnd() {
        String end = StreamJson.end(stream.tally(), reason());
        if (format == StreamFormat.NDJSON) {
            write(end, () -> {
            });
            return;
        }
        begin();
        raw(end.substring(0, end.length() - 1) + ",\"lines\":[");
        for (int i = 0; i < kept.size(); i++) {
            raw(i == 0 ? "\n" : ",\n");
            response.write(kept.get(i), () -> {
            });
        }
        raw("]}\n");
    }

    private void raw(String text) {
        response.write(Buffer.buffer(text), () -> {
        });
    }

    private void tickLater() {
        ticker = streams.scheduler.after(TICK).subscribe().with(second -> tick());
    }

    private void tick() {
        if (response.isStalled(streams.config.writeTimeout())) {
            overReason = "write_timeout";
            over = true;
            log();
            var unused = ((ConnectionBase) source.connection()).channelHandlerContext().close();
            return;
        }
        stream.measure();
        if (awaiting && streams.scheduler.nanoTime() - awaitingSince > streams.config.readTimeout().toNanos()) {
            noLine = Failure.of(Kind.REQUEST_TIMEOUT);
            endBody(EndReason.BODY_INCOMPLETE);
        }
        reportProgress();
        // Other streams may have left room.
        read();
        tickLater();
    }

    private void reportProgress() {
        long done = stream.tally().done();
        quietTicks++;
        if (over || format == StreamFormat.JSON || stream.tally().read() == 0 || !response.isFree()
                || (done == reportedDone && quietTicks < MAX_QUIET_TICKS)) {
            return;
        }
        quietTicks = 0;
        reportedDone = done;
        write(StreamJson.progress(stream.tally(), bodyEnd != null), () -> {
        });
    }

    private void log() {
        streams.log.streamEnded(stream.tally(), overReason, context);
    }

    // The body is malformed, which fails the request at once, but its answer is still written.
    private void closeAfterAnswer() {
        request.response().endHandler(ended -> close()).closeHandler(lost -> close());
    }

    // The response is written, or the connection is lost.
    private void close() {
        if (!over) {
            over = true;
            log();
        }
        ticker.cancel();
        response.close();
        stream.close();
        lines.close();
        if (memory != null) {
            memory.release();
            memory = null;
        }
        if (request.response().ended() && source.isEnded()) {
            BackPressure.setStreaming(source.connection(), false);
        }
    }
}
