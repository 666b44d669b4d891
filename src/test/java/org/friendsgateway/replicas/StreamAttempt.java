package org.friendsgateway.replicas;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NdjsonCall;
import org.jspecify.annotations.Nullable;

/** One request with a file, and what was answered until its end or until the connection was lost. */
public final class StreamAttempt {

    private static final long MAX_SECONDS = 60;

    private final NdjsonCall call;
    private final Map<Integer, Verdict> verdicts = new TreeMap<>();
    private final CompletableFuture<Void> over;
    private volatile @Nullable JsonObject end;

    /**
     * What a line was answered.
     *
     * @param received when, by {@link System#nanoTime}
     */
    public record Verdict(int status, JsonObject body, long received) {

        /** Whether a repeat gets the same answer again, as long as replicas share what was answered. */
        boolean isFinal() {
            return status < 300 && !body.containsKey("retry");
        }

        boolean warns(String code) {
            return body.getJsonArray("warnings", new JsonArray()).stream()
                    .anyMatch(warning -> ((JsonObject) warning).getString("code").equals(code));
        }
    }

    /** Sends the bytes; ends the body only if {@code whole}. */
    public StreamAttempt(GatewayProcess gateway, Map<String, String> headers, byte[] body, boolean whole) throws IOException {
        call = new NdjsonCall(gateway, headers);
        over = CompletableFuture.runAsync(this::read, reader -> new Thread(reader, "stream-answer").start());
        call.send(body);
        if (whole) {
            call.end();
        }
    }

    private void read() {
        try {
            for (Optional<String> line = call.readLine(); line.isPresent(); line = call.readLine()) {
                add(new JsonObject(line.get()));
            }
        } catch (IOException lost) {
            // What was read until then counts.
        }
    }

    private synchronized void add(JsonObject line) {
        if (end != null) {
            throw new IllegalStateException("after the end: " + line);
        } else if (line.containsKey("end")) {
            end = line.getJsonObject("end");
        } else if (line.containsKey("line")) {
            Verdict verdict = new Verdict(line.getInteger("status"), line.getJsonObject("body"), System.nanoTime());
            if (verdicts.put(line.getInteger("line"), verdict) != null) {
                throw new IllegalStateException("answered twice: " + line);
            }
        }
    }

    void endBody() throws IOException {
        call.end();
    }

    void hangUp() throws IOException {
        call.close();
    }

    void reset() throws IOException {
        call.reset();
    }

    /** Waits until nothing more will come; fails if the answer breaks a rule. */
    public void awaitOver() throws IOException {
        over.orTimeout(MAX_SECONDS, TimeUnit.SECONDS).join();
        call.close();
    }

    /** By the number of the line. */
    public synchronized Map<Integer, Verdict> verdicts() {
        return new TreeMap<>(verdicts);
    }

    /** The end of the answer; empty if it did not arrive whole. */
    public Optional<JsonObject> end() {
        return Optional.ofNullable(end);
    }

    /** Whether each of so many lines has its final answer. */
    boolean isFinal(int lines) {
        return end().isPresent() && verdicts().size() == lines && verdicts().values().stream().allMatch(Verdict::isFinal);
    }
}
