package org.friendsgateway.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.friendsgateway.Patience;
import org.friendsgateway.process.Started;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No crowd of callers takes more memory than the image's pod has: what finds no room is told to come again. */
@Tag("long")
class MemoryIT {

    private static final int MIB = 1 << 20;

    private static final Started STARTED = new Started();
    private static SmallMachine machine;

    @BeforeAll
    static void start() throws IOException {
        machine = STARTED.add(new SmallMachine());
        Crowd first = new Crowd(machine.gateway());
        first.ask(100, 10, 40);
        assertThat(first.answers()).doesNotContainKey("lost");
    }

    @AfterAll
    static void stop() throws Exception {
        STARTED.close();
    }

    @AfterEach
    void holdsNothingAndImportsAgain() {
        machine.awaitNothingHeld();
        Patience.until("imports are carried out again", () -> machine.gateway()
                .post("{\"userId\":\"afterwards\",\"friends\":[{\"userId\":\"bob\"}]}").statusCode() == 200);
    }

    @Test
    void outlivesACrowdThatAsksForTenTimesItsMemory() throws InterruptedException {
        Crowd crowd = new Crowd(machine.gateway());
        try (Probes probes = new Probes(machine.gateway())) {
            crowd.ask(600, 3000, 40);
            crowd.ask(100, 3000, 1240);
            crowd.ask(2000, 10, 40);

            Map<String, Integer> answers = crowd.answers();

            System.out.println("crowd: " + answers + "; " + probes);
            assertThat(answers.keySet()).isSubsetOf("200", "207", "429 rate_limited, again later",
                    "503 overloaded, again later", "504 deadline_exceeded, again later");
            assertThat(answers.get("503 overloaded, again later")).isPositive();
            assertThat(probes.mostFailuresInARow()).isLessThan(3);
        }
    }

    @Test
    void outlivesBodiesThatGrowWhereNobodyDeclaredIt() throws IOException {
        byte[] braces = ("{\"userId\":\"u\",\"friends\":[" + "{\"\":{}},".repeat(500_000) + "{}]}").getBytes(UTF_8);
        byte[] bomb = gzip(new byte[64 * MIB]);
        byte[] packed = gzip(braces);
        Crowd crowd = new Crowd(machine.gateway());
        for (int i = 0; i < 40; i++) {
            crowd.send(BodyPublishers.ofByteArray(braces));
            crowd.send(chunked(braces));
            crowd.send(BodyPublishers.ofByteArray(bomb), "Content-Encoding", "gzip");
            crowd.send(chunked(packed), "Content-Encoding", "gzip");
        }

        Map<String, Integer> answers = crowd.answers();

        System.out.println("bodies that grow: " + answers);
        assertThat(answers.keySet()).isSubsetOf("400 invalid_request", "413 payload_too_large", "503 overloaded, again later");
    }

    private static BodyPublisher chunked(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        return packed.toByteArray();
    }

    @Test
    void givesRoomBackThatSleepersHeld() throws IOException {
        List<Socket> sleepers = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket sleeper = new Socket("127.0.0.1", machine.gateway().port());
                sleepers.add(sleeper);
                sleeper.getOutputStream().write(("POST /friends/import HTTP/1.1\r\nHost: gateway\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + 4 * MIB + "\r\n\r\n{").getBytes(UTF_8));
            }
            Patience.until("room is held for them",
                    () -> machine.gateway().gauge("friends_import_bytes_in_flight") > 32 * MIB);

            Crowd crowd = new Crowd(machine.gateway());
            crowd.ask(1, 3000, 1240);
            assertThat(crowd.answers()).isEqualTo(Map.of("503 overloaded, again later", 1));
        } finally {
            for (Socket sleeper : sleepers) {
                sleeper.close();
            }
        }
    }
}
