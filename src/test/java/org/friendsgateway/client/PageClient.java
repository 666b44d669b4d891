package org.friendsgateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.friendsgateway.page.MarkdownPage;

/**
 * A program of the lines that the API page shows, with a generated client.
 *
 * @param command runs it; takes the gateway's address, a key, a user and a friend
 */
record PageClient(List<String> command) {

    private static final MarkdownPage PAGE = MarkdownPage.read(Path.of("src", "docs", "api.md"));
    private static final Path CLIENTS = Path.of("target", "clients").toAbsolutePath();
    /** What the generated Java client needs. */
    private static final String CLASS_PATH = Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> entry.matches(".*(test-classes|/jackson-(core|annotations|databind|datatype-jsr310)-[^/]*"
                    + "|/jakarta\\.annotation-api-[^/]*)"))
            .collect(Collectors.joining(File.pathSeparator));

    static PageClient java(Path folder) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("Example.java"), """
                import java.net.http.HttpClient;
                import org.openapitools.client.*;
                import org.openapitools.client.api.*;
                import org.openapitools.client.model.*;
                class Example {
                    public static void main(String[] args) throws Exception {
                        String gateway = args[0], key = args[1], user = args[2], friend = args[3], importId = user;
                %s
                    }
                }
                """.formatted(lines("java", 0)));
        run(folder, jdk("javac"), "-proc:none", "-cp", CLASS_PATH, "-d", folder.toString(), source.toString());
        return new PageClient(List.of(jdk("java"), "-XX:TieredStopAtLevel=1", "-cp",
                folder + File.pathSeparator + CLASS_PATH, "Example"));
    }

    /** Strict but for implicit types, which Debian's older compiler sees in the generated sources. */
    static PageClient typescript(Path folder) throws IOException, InterruptedException {
        String[] lines = lines("typescript", 0).split("\n", 2);
        Path source = Files.writeString(CLIENTS.resolve("example.ts"), """
                %s
                declare const process: { argv: string[] };
                async function main([gateway, key, user, friend]: string[], importId = user) {
                %s
                }
                main(process.argv.slice(2));
                """.formatted(lines[0], lines[1]));
        run(folder, "tsc", "--target", "es2022", "--module", "commonjs", "--lib", "es2022,dom", "--strict",
                "--noImplicitAny", "false", "--noEmitOnError", "--rootDir", CLIENTS.toString(), "--outDir", folder.toString(),
                source.toString());
        return new PageClient(List.of("node", folder.resolve("example.js").toString()));
    }

    static PageClient go(Path folder) throws IOException, InterruptedException {
        Path module = CLIENTS.resolve("go");
        Files.writeString(module.resolve("error_code.go"), lines("go", 1));
        Path source = Files.createDirectories(module.resolve("example")).resolve("main.go");
        Files.writeString(source, """
                package main

                import (
                	"context"
                	"fmt"
                	"log"
                	"os"

                	friends "github.com/GIT_USER_ID/GIT_REPO_ID"
                )

                func main() {
                	gateway, key, user, friend := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
                	importId := user
                %s
                }
                """.formatted(lines("go", 0)));
        run(module, "go", "vet", "./...");
        run(module, "go", "build", "-o", folder.resolve("example").toString(), "./example");
        return new PageClient(List.of(folder.resolve("example").toString()));
    }

    /** Imports one friend, and returns what is printed. */
    String importFriend(String gateway, String key, String user, String friend) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(gateway, key, user, friend));
        return run(CLIENTS, all.toArray(String[]::new)).strip();
    }

    private static String lines(String language, int index) {
        return PAGE.fences().stream().filter(fence -> fence.language().equals(language)).toList().get(index).text();
    }

    private static String jdk(String command) {
        return Path.of(System.getProperty("java.home"), "bin", command).toString();
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        // Nothing is downloaded, neither modules nor a newer Go.
        builder.environment().putAll(Map.of("GOCACHE", CLIENTS.resolve("go-cache").toString(), "GOPROXY", "off",
                "GOTOOLCHAIN", "local", "GOFLAGS", "-mod=mod"));
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            String printed = new String(output.readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(printed).isZero();
            return printed;
        }
    }
}
