package org.friendsgateway.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

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

import org.friendsgateway.process.Closer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No burst of requests takes more memory than the pod has: a request without room is answered with Retry-After. */
@Tag("long")
class MemoryIT {

    private static final int MIB = 1 << 20;

    @RegisterExtension
    static final Closer CLOSER = new Closer();
    private static SmallMachine machine;

    @BeforeAll
    static void start() throws IOException {
        machine = CLOSER.register(new SmallMachine());
        RequestBurst first = new RequestBurst(machine.gateway());
        first.send(100, 10, 40);
        assertThat(first.answers().keySet()).noneMatch(answer -> answer.startsWith("lost"));
    }

    @AfterEach
    void holdsNothingAndImportsAgain() {
        machine.awaitNothingHeld();
        await("imports succeed again").until(() -> machine.gateway()
                .post("{\"userId\":\"afterwards\",\"friends\":[{\"userId\":\"bob\"}]}").statusCode() == 200);
    }

    @Test
    void survivesABurstOfTenTimesItsMemory() throws InterruptedException {
        RequestBurst burst = new RequestBurst(machine.gateway());
        try (HealthProbes probes = new HealthProbes(machine.gateway())) {
            burst.send(600, 3000, 40);
            burst.send(100, 3000, 1240);
            burst.send(2000, 10, 40);

            Map<String, Integer> answers = burst.answers();

            System.out.println("burst: " + answers + "; " + probes);
            assertThat(answers.keySet()).isSubsetOf("200", "207", "429 rate_limited, retry later",
                    "503 overloaded, retry later", "504 deadline_exceeded, retry later");
            assertThat(answers.get("503 overloaded, retry later")).isPositive();
            assertThat(probes.maxFailuresInARow()).isLessThan(3);
        }
    }

    @Test
    void survivesBodiesThatGrowBeyondWhatTheyDeclared() throws IOException {
        byte[] braces = ("{\"userId\":\"u\",\"friends\":[" + "{\"\":{}},".repeat(500_000) + "{}]}").getBytes(UTF_8);
        byte[] bomb = gzip(new byte[64 * MIB]);
        byte[] packed = gzip(braces);
        RequestBurst burst = new RequestBurst(machine.gateway());
        for (int i = 0; i < 40; i++) {
            burst.send(BodyPublishers.ofByteArray(braces));
            burst.send(chunked(braces));
            burst.send(BodyPublishers.ofByteArray(bomb), "Content-Encoding", "gzip");
            burst.send(chunked(packed), "Content-Encoding", "gzip");
        }

        Map<String, Integer> answers = burst.answers();

        System.out.println("growing bodies: " + answers);
        assertThat(answers.keySet()).isSubsetOf("400 invalid_request", "413 payload_too_large", "503 overloaded, retry later");
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
    void freesTheRoomOfStalledUploads() throws IOException {
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket upload = new Socket("127.0.0.1", machine.gateway().port());
                stalled.add(upload);
                upload.getOutputStream().write(("POST /friends/import HTTP/1.1\r\nHost: gateway\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + 4 * MIB + "\r\n\r\n{").getBytes(UTF_8));
            }
            await("room is held for the uploads")
                    .until(() -> machine.gateway().gauge("friends_import_bytes_in_flight") > 32 * MIB);

            RequestBurst burst = new RequestBurst(machine.gateway());
            burst.send(1, 3000, 1240);
            assertThat(burst.answers()).isEqualTo(Map.of("503 overloaded, retry later", 1));
        } finally {
            for (Socket upload : stalled) {
                upload.close();
            }
        }
    }
}
