package org.friendsgateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

/** Buffering of lines while the output is blocked. */
class LogBufferTest {

    private static final int MORE = 7;

    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final Output output = new Output();
    private final LogBuffer buffer = new LogBuffer(output);

    private final class Output extends ExtHandler {

        private final List<ExtLogRecord> begun = new CopyOnWriteArrayList<>();
        private final List<ExtLogRecord> written = new CopyOnWriteArrayList<>();

        @Override
        protected void doPublish(ExtLogRecord line) {
            begun.add(line);
            try {
                unblocked.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            written.add(line);
        }

        private List<String> messages() {
            return written.stream().map(ExtLogRecord::getMessage).toList();
        }
    }

    private void log(String message) {
        buffer.publish(new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.NO_FORMAT, "test"));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void writesLinesInOrder() {
        unblocked.countDown();

        numbers(100).forEach(this::log);

        await("all lines are written").until(() -> output.messages().equals(numbers(100)));
    }

    @Test
    void logsTheNumberOfDroppedLines() {
        log("first");
        await("the output is blocked").until(() -> !output.begun.isEmpty());

        numbers(LogBuffer.MAX_LINES + MORE).forEach(this::log);
        unblocked.countDown();
        buffer.flush();

        assertThat(output.messages()).hasSize(LogBuffer.MAX_LINES + 2).startsWith("first", "0")
                .endsWith(Integer.toString(LogBuffer.MAX_LINES - 1), "log lines were dropped");
        assertThat(output.written.get(LogBuffer.MAX_LINES + 1).getMdc("count")).isEqualTo(Integer.toString(MORE));
    }

    @Test
    void writesEveryLineBeforeAndAfterItIsClosed() {
        unblocked.countDown();
        numbers(100).forEach(this::log);

        buffer.close();

        assertThat(output.messages()).isEqualTo(numbers(100));
        log("stopped");
        assertThat(output.messages()).endsWith("stopped");
    }
}
