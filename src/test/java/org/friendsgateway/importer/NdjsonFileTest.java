package org.friendsgateway.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import org.friendsgateway.importer.ImporterFixture.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonFileTest {

    private static final String BOB = "\"friends\":[{\"userId\":\"bob\"}]";

    private ImporterFixture importer;

    @BeforeEach
    void start(@TempDir Path folder) {
        importer = new ImporterFixture(folder);
    }

    @AfterEach
    void stop() {
        importer.close();
    }

    @Test
    void sendsLinesAsTheyAre() throws IOException {
        String alice = "{ \"userId\": \"alice\", \"friends\": [ { \"userId\": \"bob\", \"attributes\": { \"Tag\": 12345678901234567890.10 } } ] }";

        Run run = importer.run(importer.file("any name", "\uFEFF\r\n" + alice + "\r\n\n{\"userId\":\"carl\"," + BOB + "}"));

        assertThat(importer.gateway.lines()).containsExactly(alice, "{\"userId\":\"carl\"," + BOB + "}");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void addsTheAppToLinesThatNameNone() throws IOException {
        importer.run(
                importer.file("f.ndjson", "{\"app\":\"own\",\"userId\":\"a\"," + BOB + "}\n{\"userId\":\"b\"," + BOB + "}\n"),
                "--app", "chat");

        assertThat(importer.gateway.lines()).containsExactly("{\"app\":\"own\",\"userId\":\"a\"," + BOB + "}",
                "{\"userId\":\"b\"," + BOB + ",\"app\":\"chat\"}");
    }

    @Test
    void namesEveryWrongLineBeforeAnythingIsSent() throws IOException {
        Path file = importer.file("f.ndjson", """
                {"userId":"alice","friends":[{"userId":"bob"}]}
                {"userId":"alice","friends":[{"userId":"bob"}]

                [1]
                {"friends":[{"remark":"bob"}]}
                {"userId":" ","friends":[]}
                {"userId":"alice","friends":[{"userId":"bob"},{"userId":"bob"}]}
                """);

        Run run = importer.run(file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(file + ":2: not JSON: ", file + ":4: not a JSON object", file + ":5: userId: is missing",
                file + ":5: friends[0].userId: is missing", file + ":6: userId: must be", file + ":6: friends: must be",
                file + ":7: friends[1].userId: the friend is named twice").doesNotContain(":1: ", ":3: ");
        assertThat(importer.gateway.requests()).isEmpty();
    }

    @Test
    void refusesALineThatIsLongerThanTheGatewayTakes() throws IOException {
        String remark = "x".repeat(NdjsonReader.MAX_LINE_BYTES);

        Run run = importer.run(importer.file("f.ndjson", "{\"userId\":\"a\"," + BOB + "}\n{\"remark\":\"" + remark + "\"}\n"),
                "--dry-run");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(":2: longer than 4,194,304 bytes").doesNotContain(":1: ");
    }

    @Test
    void hasNothingToDoForAnEmptyFile() throws IOException {
        Run run = importer.run(importer.file("f.ndjson", "\n"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("0 imports");
        assertThat(importer.gateway.requests()).isEmpty();
    }

    @Test
    void onlyChecksInADryRun() throws IOException {
        Run run = importer.run(importer.file("f.ndjson", "{\"userId\":\"a\"," + BOB + "}\n"), "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("1 imports, 1 friends");
        assertThat(importer.gateway.requests()).isEmpty();
        assertThat(importer.folder).isDirectoryNotContaining("glob:**.state");
    }

    @Test
    void takesTheFailedLinesOfAnEarlierRun() throws IOException {
        Path file = importer.file("f.ndjson", "{\"userId\":\"a\",\"friends\":[{\"userId\":\"ghost\"},{\"userId\":\"bob\"}]}\n");
        assertThat(importer.run(file).exitCode()).isEqualTo(1);

        assertThat(importer.run(RunJournal.failedFile(file)).exitCode()).isEqualTo(1);

        assertThat(importer.gateway.lines()).last().isEqualTo("{\"userId\":\"a\",\"friends\":[{\"userId\":\"ghost\"}]}");
        assertThat(importer.gateway.lists()).containsEntry("a", Set.of("bob"));
    }
}
