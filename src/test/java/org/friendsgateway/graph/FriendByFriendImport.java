package org.friendsgateway.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

import org.friendsgateway.graph.RealQuotaVendors.Vendor;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Imports all lists one friend at a time: 64 workers of a service, each with several requests in flight. The calls come close
 * to those of
 * whole lists, because imports of one user leave together.
 */
@QuarkusTest
@WithTestResource(RealQuotaVendors.class)
@NullUnmarked // The framework fills the fields.
final class FriendByFriendImport {

    private static final int CALLERS = 64;
    private static final int REQUESTS_PER_CALLER = 8;

    @TestHTTPResource("/friends/import")
    URI gateway;

    RealQuotaVendors vendors;

    @Test
    void fillsEveryListAtEasemob() throws Exception {
        importInto(vendors.easemob());
    }

    @Test
    void fillsEveryListAtTencent() throws Exception {
        importInto(vendors.tencent());
    }

    private void importInto(Vendor vendor) throws IOException, InterruptedException {
        SocialGraph graph = SocialGraph.read();
        new Run(vendor, graph.first(50)).finish();
        vendor.forgetEverything().run();
        Run run = new Run(vendor, graph);
        long began = System.nanoTime();
        run.finish();
        double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
        double floor = (double) graph.calls(vendor.batchSize()) / Vendor.CALLS_PER_SECOND;
        System.out.printf("%-8s %,d requests of one friend, answers %s%n", vendor.app(), graph.entries(), run.answers);
        System.out.printf("%-8s calls %,d (whole lists need %,d), refused for speed %d, overlaps %d%n", vendor.app(),
                vendor.calls().getAsLong(), graph.calls(vendor.batchSize()), vendor.refusals().getAsLong(),
                vendor.overlaps().getAsLong());
        System.out.printf("%-8s took %.1f s; whole lists need %.1f s; ratio %.3f%n", vendor.app(), seconds, floor,
                seconds / floor);
        graph.lists().forEach((user, friends) -> assertThat(new HashSet<>(vendor.friendsOf().apply(user))).isEqualTo(friends));
    }

    /** All requests of one import of a graph; on one event loop. */
    private final class Run {

        private final Map<Integer, Integer> answers = new TreeMap<>();
        private final Vertx vertx = Vertx.vertx();
        private final HttpClient http = vertx.createHttpClient(new HttpClientOptions(),
                new PoolOptions().setHttp1MaxSize(CALLERS * REQUESTS_PER_CALLER));
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final String app;
        private final Iterator<Map.Entry<String, Set<String>>> users;
        private String user = "";
        private Iterator<String> friends = Set.<String> of().iterator();
        private int inFlight;

        Run(Vendor vendor, SocialGraph graph) {
            this.app = vendor.app();
            this.users = graph.lists().entrySet().iterator();
        }

        void finish() throws InterruptedException {
            vertx.runOnContext(start -> {
                for (int i = 0; i < CALLERS * REQUESTS_PER_CALLER; i++) {
                    postNext();
                }
            });
            ended.orTimeout(30, TimeUnit.MINUTES).join();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }

        private void postNext() {
            while (!friends.hasNext() && users.hasNext()) {
                Map.Entry<String, Set<String>> next = users.next();
                user = next.getKey();
                friends = next.getValue().iterator();
            }
            if (friends.hasNext()) {
                inFlight++;
                post(user, friends.next());
            } else if (inFlight == 0) {
                ended.complete(null);
            }
        }

        private void post(String owner, String friend) {
            Buffer body = Buffer
                    .buffer("{\"app\":\"" + app + "\",\"userId\":\"" + owner + "\",\"friends\":[{\"userId\":\"" + friend
                            + "\"}]}");
            http.request(HttpMethod.POST, gateway.getPort(), gateway.getHost(), gateway.getPath())
                    .compose(request -> send(request, body))
                    .onSuccess(status -> {
                        answers.merge(status, 1, Integer::sum);
                        inFlight--;
                        postNext();
                    }).onFailure(ended::completeExceptionally);
        }

        private Future<Integer> send(HttpClientRequest request, Buffer body) {
            return request.putHeader("Content-Type", "application/json")
                    .putHeader("Authorization", "Bearer " + RealQuotaVendors.KEY).send(body)
                    .compose(response -> response.body().map(ignored -> response.statusCode()));
        }
    }
}
