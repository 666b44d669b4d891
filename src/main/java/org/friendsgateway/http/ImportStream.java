package org.friendsgateway.http;

import java.io.IOException;
import java.time.Duration;

import io.netty.handler.codec.DecoderException;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

import org.friendsgateway.bulk.BulkStream;
import org.friendsgateway.bulk.BulkStream.Line;
import org.friendsgateway.bulk.EndReason;
import org.friendsgateway.bulk.LineAnswer;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.pipeline.ImportResult;
import org.jspecify.annotations.Nullable;

/**
 * One request with a stream: reads lines while there is room for them, and writes their answers as they end. Used on the event
 * loop of its connection, so nothing here is synchronized.
 */
final class ImportStream implements BulkStream.Client {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration MAX_AT_ONCE = Duration.ofMillis(5);
    private static final Duration BREAK = Duration.ofMillis(1);

    private final ImportStreams streams;
    private final RoutingContext request;
    private final HttpServerRequest source;
    private final RequestContext context;
    private final LineIntake intake;
    private final BulkStream stream;
    private final StreamResponse response;
    private final StreamAnswer answer;
    private boolean reading;
    private boolean awaiting;
    private long awaitingSince;
    /** Why no more lines come; null while they may. */
    private @Nullable EndReason bodyEnd;
    private Failure noLine = Failure.invalid("must have at least one line with an import");
    private boolean over;
    private String overReason = "hang_up";
    private Cancellable ticker = () -> {
    };

    /** Fails with {@code overloaded} when imports hold all the memory. */
    ImportStream(ImportStreams streams, RoutingContext request, StreamFormat format, Preferences preferences,
            @Nullable String key, LineReader lines) {
        this.streams = streams;
        this.request = request;
        this.source = request.request();
        this.context = RequestContext.of(request);
        this.intake = new LineIntake(streams, context, preferences, lines);
        this.response = new StreamResponse(request.response(), streams.scheduler);
        this.answer = new StreamAnswer(request.response(), response, format, preferences, context.requestId());
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
            intake.add(chunk);
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
        return !over && bodyEnd == null && !awaiting && stream.hasRoom() && intake.hasMemory(stream);
    }

    // Returns whether there may be more to do at once.
    private boolean readLine() {
        try {
            return intake.takeLine(stream) || fetch();
        } catch (IOException broken) {
            noLine = Failure.invalid("must be whole gzip data, as its Content-Encoding says");
            endBody(EndReason.BODY_INCOMPLETE);
        } catch (GatewayException refused) {
            tooLarge();
        }
        return false;
    }

    private boolean fetch() {
        if (intake.inputEnded()) {
            endBody(EndReason.COMPLETE);
            return false;
        }
        awaiting = true;
        awaitingSince = streams.scheduler.nanoTime();
        source.fetch(1);
        return !awaiting;
    }

    private void inputEnded() {
        awaiting = false;
        intake.endInput();
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
        intake.close();
        if (!source.isEnded()) {
            source.handler(chunk -> {
            }).endHandler(end -> {
            });
            source.resume();
        }
    }

    @Override
    public LineAnswer answer(ImportResult result, String userId) {
        return intake.answer(result, userId);
    }

    @Override
    public void ended(Line line, @Nullable LineAnswer answer, boolean complete) {
        if (over || answer == null) {
            release(line);
        } else {
            this.answer.line(stream, line, answer, complete, () -> release(line));
        }
    }

    private void release(Line line) {
        stream.release(line);
        read();
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
        answer.end(stream, reason());
    }

    private EndReason reason() {
        EndReason stop = stream.stopReason();
        if (bodyEnd == null || (stop != null && stream.tally().notStarted() > 0)) {
            return stop == null ? EndReason.COMPLETE : stop;
        }
        return bodyEnd == EndReason.COMPLETE && stream.tally().notStarted() > 0 ? EndReason.WAIT_OVER : bodyEnd;
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
        if (!over) {
            answer.progress(stream, bodyEnd != null);
        }
        // Other streams may have left room.
        read();
        tickLater();
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
        intake.close();
        if (request.response().ended() && source.isEnded()) {
            BackPressure.setStreaming(source.connection(), false);
        }
    }
}
