package org.friendsgateway.http;

import java.util.ArrayList;
import java.util.List;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import org.friendsgateway.bulk.BulkStream;
import org.friendsgateway.bulk.BulkStream.Line;
import org.friendsgateway.bulk.EndReason;
import org.friendsgateway.bulk.LineAnswer;

/** The answer to a stream, in the form that the client prefers: its head, its lines, its progress and its end. */
final class StreamAnswer {

    private static final int MAX_QUIET_TICKS = 5;
    private static final int MAX_KEPT_LINES = 10_000;

    private final HttpServerResponse head;
    private final StreamResponse response;
    private final StreamFormat format;
    private final Preferences preferences;
    private final String requestId;
    private final List<Buffer> kept = new ArrayList<>();
    private long reportedDone = -1;
    private int quietTicks;

    StreamAnswer(HttpServerResponse head, StreamResponse response, StreamFormat format, Preferences preferences,
            String requestId) {
        this.head = head;
        this.response = response;
        this.format = format;
        this.preferences = preferences;
        this.requestId = requestId;
    }

    /**
     * Answers a line, unless it was complete and that is not wanted.
     *
     * @param taken to be run when the answer needs no memory of the line any more
     */
    void line(BulkStream stream, Line line, LineAnswer answer, boolean complete, Runnable taken) {
        if (complete && (preferences.minimal() || format == StreamFormat.JSON)) {
            taken.run();
            return;
        }
        Buffer json = Buffer.buffer(StreamJson.line(line, answer));
        long size = ImportBody.sizeOfAnswer(json.length());
        if (format == StreamFormat.NDJSON) {
            line.memory().force(size);
            write(json.appendByte((byte) '\n'), taken);
            return;
        }
        if (kept.size() < MAX_KEPT_LINES && stream.memory().tryKeep(size)) {
            kept.add(json);
        }
        taken.run();
    }

    /** Reports the progress if there is any, and now and then without; to be called once a second. */
    void progress(BulkStream stream, boolean bodyRead) {
        long done = stream.tally().done();
        quietTicks++;
        if (format == StreamFormat.JSON || stream.tally().read() == 0 || !response.isFree()
                || (done == reportedDone && quietTicks < MAX_QUIET_TICKS)) {
            return;
        }
        quietTicks = 0;
        reportedDone = done;
        write(StreamJson.progress(stream.tally(), bodyRead) + "\n");
    }

    /** Writes the end, and ends the response. */
    void end(BulkStream stream, EndReason reason) {
        String end = StreamJson.end(stream.tally(), reason);
        if (format == StreamFormat.NDJSON) {
            write(end + "\n");
        } else {
            writeDocument(end);
        }
        response.end();
    }

    private void writeDocument(String end) {
        write(end.substring(0, end.length() - 1) + ",\"lines\":[");
        for (int i = 0; i < kept.size(); i++) {
            write(i == 0 ? "\n" : ",\n");
            write(kept.get(i), () -> {
            });
        }
        write("]}\n");
    }

    private void write(String text) {
        write(Buffer.buffer(text), () -> {
        });
    }

    private void write(Buffer bytes, Runnable taken) {
        if (!head.headWritten()) {
            head.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType)
                    .putHeader(RequestContext.REQUEST_ID, requestId);
            if (!preferences.applied().isEmpty()) {
                head.putHeader("Preference-Applied", preferences.applied());
            }
        }
        response.write(bytes, taken);
    }
}
