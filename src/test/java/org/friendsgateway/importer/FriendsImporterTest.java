package org.friendsgateway.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.importer.FakeGateway.badGateway;
import static org.friendsgateway.importer.FakeGateway.fallingSilent;
import static org.friendsgateway.importer.FakeGateway.refusing;
import static org.friendsgateway.importer.ImporterFixture.maxLines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.friendsgateway.importer.FakeGateway.Request;
import org.friendsgateway.importer.ImporterFixture.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FriendsImporterTest {

    private ImporterFixture importer;

    @BeforeEach
    void start(@TempDir Path folder) {
        importer = new ImporterFixture(folder);
    }

    @AfterEach
    void stop() {
        importer.close();
    }

    private Path users(int count) throws IOException {
        return importer.file("f.csv",
                IntStream.range(0, count).mapToObj(user -> "user" + user + ",bob\n").collect(Collectors.joining()));
    }

    private Set<String> keys() {
        return importer.gateway.requests().stream().map(request -> request.header("Idempotency-Key"))
                .collect(Collectors.toSet());
    }

    @Test
    void importsAFileAndLeavesNothingBehind() throws IOException {
        Run run = importer.run(importer.file("f.csv", "alice,bob\nalice,shy\ncarl,bob\n"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Users    2: 2 complete, 0 partial, 0 failed",
                "Friends  3: 2 imported, 1 pending, 0 failed, 0 unknown").doesNotContain("Reasons");
        assertThat(importer.folder).isDirectoryNotContaining("glob:**{state,failed}*");
    }

    @Test
    void writesWhatFailedWithTheReason() throws IOException {
        Path file = importer.file("f.csv", "alice,bob\nalice,ghost1\nalice,ghost2\nghost,bob\nalice,busy\n");

        Run run = importer.run(file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(importer.failedLines(file)).containsExactlyInAnyOrder(
                "{\"userId\":\"alice\",\"friends\":[{\"userId\":\"ghost1\"},{\"userId\":\"ghost2\"}],\"reason\":{\"code\":\"friend_not_found\",\"message\":\"No such friend\"}}",
                "{\"userId\":\"alice\",\"friends\":[{\"userId\":\"busy\"}],\"reason\":{\"code\":\"vendor_timeout\",\"message\":\"No answer\"}}",
                "{\"userId\":\"ghost\",\"friends\":[{\"userId\":\"bob\"}],\"reason\":{\"code\":\"user_not_found\",\"message\":\"No such user\"}}");
        assertThat(run.out()).contains("Users    2: 0 complete, 1 partial, 1 failed",
                "Friends  5: 1 imported, 0 pending, 3 failed, 1 unknown", "        2  friend_not_found",
                RunJournal.failedFile(file).toString());
    }

    @Test
    void sendsAgainOnlyWhatMaySucceedLater() throws IOException {
        Run run = importer.run(importer.file("f.csv", "alice,once\nbob,alice\n"));

        assertThat(run.exitCode()).isZero();
        assertThat(importer.gateway.requests()).map(Request::users).containsExactly(List.of("alice", "bob"), List.of("alice"));
        assertThat(run.out()).contains("Friends  2: 2 imported, 0 pending, 0 failed, 0 unknown");
    }

    @Test
    void goesOnAfterABrokenConnectionUnderTheSameKey() throws IOException {
        Path file = importer.file("f.csv", "a,ghost\nb,x\nc,x\n");
        importer.gateway.next(importer.gateway.cuttingAfter(2), badGateway());

        Run run = importer.run(file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("trying again");
        assertThat(importer.gateway.requests()).map(Request::users).containsExactly(List.of("a", "b", "c"), List.of("b", "c"),
                List.of("b", "c"));
        assertThat(keys()).hasSize(1);
        assertThat(run.out()).contains("Users    3: 2 complete, 0 partial, 1 failed");
    }

    @Test
    void sendsTheRestAfterAGatewayThatShutsDown() throws IOException {
        importer.gateway.next(importer.gateway.endingAfter(1, "shutting_down"), importer.gateway.endingAfter(0, "wait_over"));

        Run run = importer.run(users(3));

        assertThat(run.exitCode()).isZero();
        assertThat(importer.gateway.requests()).map(request -> request.lines().size()).containsExactly(3, 2, 2);
        assertThat(run.out()).contains("Users    3: 3 complete");
    }

    @Test
    void waitsAsLongAsTheGatewayAsksAndKeepsSayingHowFarItIs() throws IOException {
        importer.gateway.next(refusing(429, "rate_limited", "Retry-After", "1"), refusing(503, "overloaded"));
        long began = System.nanoTime();

        Run run = importer.run(users(1));

        assertThat(run.exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(run.err()).contains("429 rate_limited: Because of rate_limited")
                .containsPattern("\\d:\\d\\d:\\d\\d  0 of 1 friends, 0 failed, 0 friends/s");
    }

    @Test
    void doesNotWaitForAnAnswerThatFellSilent() throws IOException {
        Limits impatient = new Limits(1_000, 1 << 20, 1 << 20, Duration.ofMillis(1), Duration.ofMillis(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2), Duration.ofSeconds(10));
        importer.gateway.next(fallingSilent());

        assertThat(importer.run(impatient, users(1)).exitCode()).isZero();
        assertThat(importer.gateway.requests()).hasSize(2);
    }

    @Test
    void survivesARestartOfTheGateway() throws IOException {
        importer.gateway.next((exchange, request) -> importer.gateway.restart());

        assertThat(importer.run(maxLines(2), users(5)).exitCode()).isZero();
        assertThat(importer.gateway.lists()).hasSize(5);
    }

    @Test
    void endsAtOnceWhenTheCallerIsRefused() throws IOException {
        importer.gateway.next(refusing(401, "unauthenticated"));

        Run run = importer.run(maxLines(1), users(9), "--parallel", "1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("refuses the caller: 401 unauthenticated: Because of unauthenticated");
        assertThat(importer.gateway.requests()).hasSize(1);
    }

    @Test
    void endsAtOnceWhenTheAppIsUnknown() throws IOException {
        Run run = importer.run(maxLines(1), users(9), "--parallel", "1", "--app", "nowhere");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Line 1, app nowhere: No such app");
        assertThat(importer.gateway.requests()).hasSize(1);
    }

    @Test
    void goesOnWhenALineNamesAnUnknownApp() throws IOException {
        Path file = importer.file("f.ndjson", """
                {"app":"nowhere","userId":"alice","friends":[{"userId":"bob"}]}
                {"userId":"carl","friends":[{"userId":"bob"}]}
                """);

        assertThat(importer.run(file, "--app", "chat").exitCode()).isEqualTo(1);
        assertThat(importer.failedLines(file)).singleElement().asString().contains("app_not_found");
        assertThat(importer.gateway.lists()).containsOnlyKeys("carl");
    }

    @Test
    void endsAtOnceWhenTheRequestIsWrong() throws IOException {
        importer.gateway.next(refusing(413, "payload_too_large"));

        Run run = importer.run(users(1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("413 payload_too_large: Because of payload_too_large");
    }

    @Test
    void givesUpWhenTheGatewayCannotBeReached() throws IOException {
        Limits impatient = new Limits(1_000, 1 << 20, 1 << 20, Duration.ofMillis(1), Duration.ofMillis(4),
                Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMillis(5));
        Path file = users(1);
        importer.gateway.close();

        Run run = importer.run(impatient, file);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("could not be reached", "--resume");
        assertThat(RunJournal.stateFile(file)).exists();
    }

    @Test
    void resumesUnderTheSameKeyWhereARunEnded() throws IOException {
        Path file = importer.file("f.csv", "a,ghost\nb,x\nc,ghost\nd,x\n");
        importer.gateway.next(importer.gateway.endingAfter(1, "complete"), importer.gateway.endingAfter(1, "complete"),
                refusing(403, "forbidden"));
        assertThat(importer.run(maxLines(1), file, "--parallel", "1").exitCode()).isEqualTo(3);
        assertThat(importer.failedLines(file)).hasSize(1);

        Run run = importer.run(maxLines(1), file, "--parallel", "1", "--resume");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(importer.gateway.requests()).flatMap(Request::users).containsExactly("a", "b", "c", "c", "d");
        assertThat(keys()).hasSize(1);
        assertThat(run.out()).contains("Users    4: 2 complete, 0 partial, 2 failed");
        assertThat(importer.failedLines(file)).hasSize(2);
        assertThat(RunJournal.stateFile(file)).doesNotExist();
    }

    @Test
    void doesNotResumeWithAnotherFileOrOtherOptions() throws IOException {
        Path file = users(2);
        assertThat(importer.run(file, "--resume").err()).contains("There is no run to resume");
        importer.gateway.next(refusing(401, "unauthenticated"), refusing(401, "unauthenticated"));
        importer.run(file);

        assertThat(importer.run(file, "--resume", "--app", "chat").err()).contains("had other options");
        users(3);
        Run run = importer.run(file, "--resume");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("has changed");
    }

    @Test
    void beginsANewRunUnderANewKeyAndWithoutOldFailedLines() throws IOException {
        importer.run(users(1));
        Files.writeString(RunJournal.failedFile(users(1)), "{}\n");

        importer.run(users(1));

        assertThat(keys()).hasSize(2);
        assertThat(RunJournal.failedFile(users(1))).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void losesNothingWhenTheDiskIsFull() throws IOException {
        Path file = importer.file("f.csv", "a,x\nb,ghost\n");
        Files.createSymbolicLink(RunJournal.failedFile(file), Path.of("/dev/full"));
        Run full = importer.run(maxLines(1), file, "--parallel", "1");
        assertThat(full.exitCode()).isEqualTo(2);
        assertThat(full.err()).contains("Cannot write " + RunJournal.failedFile(file), "No space left on device", "--resume");
        Files.delete(RunJournal.failedFile(file));

        Run resumed = importer.run(maxLines(1), file, "--parallel", "1", "--resume");

        assertThat(resumed.exitCode()).isEqualTo(1);
        assertThat(importer.failedLines(file)).hasSize(1);
    }

    @Test
    void sendsNothingWhenItCannotKeepItsState() throws IOException {
        Path file = users(1);
        Files.createDirectories(RunJournal.stateFile(file).resolve("in the way"));

        Run run = importer.run(file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Cannot write " + RunJournal.stateFile(file));
        assertThat(importer.gateway.requests()).isEmpty();
    }

    @Test
    void neverSendsLinesOfOneUserSideBySide() throws IOException {
        AtomicInteger requestsMeanwhile = new AtomicInteger();
        importer.gateway.next((exchange, request) -> {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            requestsMeanwhile.set(importer.gateway.requests().size());
            importer.gateway.endingAfter(1, "complete").run(exchange, request);
        });

        importer.run(maxLines(1), importer.file("f.csv", "Alice,f1\nalice,f2\n"), "--parallel", "2");

        assertThat(requestsMeanwhile).hasValue(1);
        assertThat(importer.gateway.lists()).hasSize(2);
    }

    @Test
    void explainsWrongUsage() throws IOException {
        assertThat(importer.run(importer.folder.resolve("none.csv")).err()).contains("Cannot read ", "Usage: friends-importer");
        assertThat(importer.run(users(1), "--parallel", "0").exitCode()).isEqualTo(2);
        assertThat(importer.run(users(1), "--key", "secret").exitCode()).isEqualTo(2);
    }

    @Test
    void readsTheKeyFromAFile() throws IOException {
        Path wrong = importer.file("key", "another-key\n");

        importer.run(users(1), "--key-file", wrong.toString());

        assertThat(importer.gateway.violations()).containsExactly("wrong: Authorization");
        importer.gateway.violations().clear();
    }
}
