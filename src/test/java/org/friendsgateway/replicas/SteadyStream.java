package org.friendsgateway.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NdjsonCall;

/** A stream that never ends by itself: always more lines wait than the quota has permits for. Each line is for a new user. */
final class SteadyStream implements AutoCloseable {

    private final NdjsonCall call;
    private final Supplier<String> newUser;
    private final AtomicInteger complete = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();

    /** Begins at once. */
    SteadyStream(GatewayProcess gateway, String apiKey, Supplier<String> newUser) throws IOException {
        this.newUser = newUser;
        this.call = new NdjsonCall(gateway, Map.of("Authorization", "Bearer " + apiKey));
        new Thread(this::send, "stream-lines").start();
        new Thread(this::read, "stream-answer").start();
    }

    private void send() {
        try {
            while (true) {
                call.send(("{\"userId\":\"" + newUser.get() + "\",\"friends\":[{\"userId\":\"one\"},{\"userId\":\"two\"}]}\n")
                        .getBytes(UTF_8));
            }
        } catch (IOException closed) {
            // The test is over, or the reader's figures will show what was lost.
        }
    }

    private void read() {
        try {
            for (Optional<String> line = call.readLine(); line.isPresent(); line = call.readLine()) {
                count(line.get());
            }
        } catch (IOException closed) {
            // As above.
        }
    }

    private void count(String line) {
        if (line.startsWith("{\"line\"")) {
            (line.contains("\"status\":200,\"body\"") ? complete : others).incrementAndGet();
        }
    }

    /** The lines answered as complete until now. */
    int complete() {
        return complete.get();
    }

    /** The lines answered otherwise. */
    int others() {
        return others.get();
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        call.close();
    }
}
