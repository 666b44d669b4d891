package org.friendsgateway.graph;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A client that imports many lists at once, and retries what the answers recommend, when they recommend it. */
final class ListImporter {

    private static final int CONCURRENCY = 64;
    private static final int MAX_POSTS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;
    private final String app;
    private final Progress progress;

    ListImporter(URI gateway, String app, Progress progress) {
        this.gateway = gateway;
        this.app = app;
        this.progress = progress;
    }

    /** Returns when every list has been imported or given up. */
    void importLists(SocialGraph graph) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(CONCURRENCY);
        graph.lists().forEach((user, friends) -> callers.execute(() -> importList(user, friends)));
        callers.shutdown();
        while (!callers.awaitTermination(2, TimeUnit.SECONDS)) {
            progress.print();
        }
    }

    private void importList(String user, Collection<String> friends) {
        Collection<String> left = friends;
        try {
            for (int posts = 0; posts < MAX_POSTS && !left.isEmpty(); posts++) {
                left = post(user, left);
            }
        } catch (IOException | InterruptedException broken) {
            System.out.println("The import of " + user + " failed: " + broken);
        }
        progress.failed(left.size());
    }

    /** Posts once, and returns the friends to retry as soon as they may be retried. */
    private Collection<String> post(String user, Collection<String> friends) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request(user, friends), HttpResponse.BodyHandlers.ofString());
        JsonNode answer = JSON.readTree(response.body());
        progress.imported(answer.at("/summary/imported").asInt());
        Collection<String> retry = new ArrayList<>();
        answer.at("/retry/userIds").forEach(id -> retry.add(id.asText()));
        if (answer.path("retryable").asBoolean()) {
            retry.addAll(friends);
        }
        progress.failed(friends.size() - retry.size() - answer.at("/summary/imported").asInt());
        TimeUnit.MILLISECONDS.sleep(answer.at("/retry/afterMs").asLong(answer.path("retryAfterMs").asLong()));
        return retry;
    }

    private HttpRequest request(String user, Collection<String> friends) throws IOException {
        List<Map<String, String>> entries = friends.stream().map(friend -> Map.of("userId", friend)).toList();
        return HttpRequest.newBuilder(gateway).header("Content-Type", "application/json").header("Prefer", "wait=120")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        JSON.writeValueAsBytes(Map.of("app", app, "userId", user, "friends", entries))))
                .build();
    }
}
