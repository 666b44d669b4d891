package org.friendsgateway.importer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import org.friendsgateway.importer.ImporterFixture.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

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
    void sendsAllRowsOfAUserAsOneImport() throws IOException {
        Run run = importer.run(importer.file("f.csv", "alice,bob\ncarl,bob\nalice,dora\n"), "--app", "chat");

        assertThat(importer.gateway.lines()).containsExactly(
                "{\"app\":\"chat\",\"userId\":\"alice\",\"friends\":[{\"userId\":\"bob\"},{\"userId\":\"dora\"}]}",
                "{\"app\":\"chat\",\"userId\":\"carl\",\"friends\":[{\"userId\":\"bob\"}]}");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void readsWhatASpreadsheetSaves() throws IOException {
        importer.run(importer.file("f.csv",
                "\uFEFFFriend,Remark,User,Groups,addedAt\r\nbob,\"Bob, \"\"B\"\"\",alice,同事; 朋友,2014-12-31T04:26:41Z\r\n\r\ncarl,,alice,,\r\n"));

        assertThat(importer.gateway.lines()).containsExactly("{\"userId\":\"alice\",\"friends\":["
                + "{\"userId\":\"bob\",\"remark\":\"Bob, \\\"B\\\"\",\"groups\":[\"同事\",\"朋友\"],\"addedAt\":\"2014-12-31T04:26:41Z\"},"
                + "{\"userId\":\"carl\"}]}");
    }

    @Test
    void namesEveryWrongLineBeforeAnythingIsSent() throws IOException {
        Path file = importer.file("f.csv", """
                alice,bob
                alice,carl,"a remark
                of two lines"
                alice,
                ,dora
                alice,alice
                alice,emil,,,,,yesterday
                alice,bob
                alice
                alice,fred
                """);

        Run run = importer.run(file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> line.startsWith(file.toString()))).containsExactly(
                file + ":4: friend: is empty", file + ":5: user: is empty", file + ":6: friend: is the user",
                file + ":7: addedAt: \"yesterday\" is not a time like 2014-12-31T04:26:41Z",
                file + ":9: has 1 columns, not 2 to 7, separated by commas",
                file + ":8: friend: the user has a row for this friend before");
        assertThat(run.err()).contains("nothing was sent");
        assertThat(importer.gateway.requests()).isEmpty();
    }

    @Test
    void showsTheFirstTwentyErrorsAndCountsTheOthers() throws IOException {
        String rows = IntStream.range(0, 25).mapToObj(row -> "alice\n").collect(Collectors.joining());

        Run run = importer.run(importer.file("f.csv", rows));

        assertThat(run.err()).contains(":20: ", "... and 5 more").doesNotContain(":21: ");
    }

    @Test
    void refusesAHeaderWithAColumnThatItDoesNotKnow() throws IOException {
        Run run = importer.run(importer.file("f.csv", "user,friend,nickname\nalice,bob,B\n"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(":1: unknown column \"nickname\"");
    }

    @Test
    void refusesAQuoteThatIsNotClosed() throws IOException {
        Run run = importer.run(importer.file("f.csv", "alice,bob\nalice,carl,\"Carl\nalice,dora\nalice,emil\n"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(":2: not CSV: Missing closing quote");
    }

    @Test
    void refusesAnotherCharset() throws IOException {
        Path file = Files.write(importer.folder.resolve("f.csv"), "alice,bob,Jörg\n".getBytes(ISO_8859_1));

        Run run = importer.run(file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(":1: not UTF-8");
    }

    @Test
    void readsACompressedFile() throws IOException {
        Path file = importer.folder.resolve("f.csv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write("alice,bob\n".getBytes(UTF_8));
        }

        assertThat(importer.run(file).exitCode()).isZero();
        assertThat(importer.gateway.lists()).containsOnlyKeys("alice");
    }

    @Test
    void cutsListsThatAreLongerThanOneImportMayBe() throws IOException {
        importer.run(importer.file("f.csv", "a,1\na,2\nb,1\na,3\na,4\na,5\n"), "--max-friends", "2");

        assertThat(importer.gateway.lines()).map(line -> Json.readAgain(line).path("friends").size()).containsExactly(2, 1, 2,
                1);
        assertThat(importer.gateway.lists().get("a")).hasSize(5);
    }

    @Test
    void asksForASortedFileWhenItDoesNotFitInMemory() throws IOException {
        Limits little = new Limits(1_000, 1 << 20, 1_000, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(100),
                Duration.ofSeconds(10), Duration.ofSeconds(10));
        Path file = importer.file("f.csv", IntStream.range(0, 1_000).mapToObj(row -> "u" + row / 10 + ",f" + row % 10 + "\n")
                .collect(Collectors.joining()));

        Run run = importer.run(little, file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--sorted");
        assertThat(importer.run(little, file, "--sorted").exitCode()).isZero();
        assertThat(importer.gateway.lists()).hasSize(100).allSatisfy((user, friends) -> assertThat(friends).hasSize(10));
        assertThat(importer.gateway.lines()).hasSize(100);
    }
}
