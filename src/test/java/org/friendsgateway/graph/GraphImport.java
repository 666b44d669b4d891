package org.friendsgateway.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.graph.RealQuotaVendors.Vendor;
import org.friendsgateway.importer.FriendsImporter;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the importer on all lists at the rate that a vendor permits, and compares what the vendor stored. */
@QuarkusTest
@WithTestResource(RealQuotaVendors.class)
@NullUnmarked // The framework fills the fields.
final class GraphImport {

    private static final int WARM_UP_LISTS = 200;

    @TestHTTPResource("/")
    URI gateway;

    RealQuotaVendors vendors;

    @TempDir
    Path folder;

    /** Imports a graph, and returns whether all of it arrived, as the client sees it. */
    private interface Client {

        boolean importAll(SocialGraph graph, Vendor vendor) throws IOException, InterruptedException;
    }

    @Test
    void fillsEveryListAtEasemob() throws Exception {
        importInto(vendors.easemob(), this::runImporter);
    }

    @Test
    void fillsEveryListAtTencent() throws Exception {
        importInto(vendors.tencent(), this::runImporter);
    }

    @Test
    void fillsEveryListAtEasemobInOneRequest() throws Exception {
        importInto(vendors.easemob(), this::postOnce);
    }

    @Test
    void fillsEveryListAtTencentInOneRequest() throws Exception {
        importInto(vendors.tencent(), this::postOnce);
    }

    private void importInto(Vendor vendor, Client client) throws IOException, InterruptedException {
        SocialGraph graph = SocialGraph.read();
        warmUp(graph, vendor, client);
        long began = System.nanoTime();

        boolean complete = client.importAll(graph, vendor);

        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Comparison lists = Comparison.of(graph, vendor);
        print(vendor, lists, took, graph.calls(vendor.batchSize()));
        assertThat(complete).isTrue();
        assertThat(lists).isEqualTo(new Comparison(graph.lists().size(), 0, 0));
    }

    private boolean postOnce(SocialGraph graph, Vendor vendor) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("friends/import"))
                .header("Content-Type", "application/x-ndjson").header("Prefer", "return=minimal")
                .header("Authorization", "Bearer " + RealQuotaVendors.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(graph.ndjson(vendor.app()))).build();
        List<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body().toList();
        String end = answer.get(answer.size() - 1);
        System.out.println(end);
        return end.contains("\"complete\":" + graph.lists().size() + ",");
    }

    private boolean runImporter(SocialGraph graph, Vendor vendor) throws IOException {
        Path file = graph.writeTo(folder.resolve("friends.csv"));
        Path key = Files.writeString(folder.resolve("key"), RealQuotaVendors.KEY);
        return FriendsImporter.run("--url", gateway.toString(), "--app", vendor.app(), "--key-file", key.toString(),
                file.toString()) == 0;
    }

    // The measurement is about the quota, not about how fast a new JVM becomes.
    private static void warmUp(SocialGraph graph, Vendor vendor, Client client) throws IOException, InterruptedException {
        assertThat(client.importAll(graph.first(WARM_UP_LISTS), vendor)).isTrue();
        vendor.forgetEverything().run();
    }

    /** Counts lists that are equal, and friends that the vendor lacks or has in excess. */
    private record Comparison(int equal, int missing, int extra) {

        static Comparison of(SocialGraph graph, Vendor vendor) {
            int equal = 0;
            int missing = 0;
            int extra = 0;
            for (var list : graph.lists().entrySet()) {
                Set<String> held = new HashSet<>(vendor.friendsOf().apply(list.getKey()));
                int common = (int) list.getValue().stream().filter(held::contains).count();
                missing += list.getValue().size() - common;
                extra += held.size() - common;
                equal += held.equals(list.getValue()) ? 1 : 0;
            }
            return new Comparison(equal, missing, extra);
        }
    }

    private static void print(Vendor vendor, Comparison lists, Duration took, int calls) {
        double floor = (double) calls / Vendor.CALLS_PER_SECOND;
        double seconds = took.toMillis() / 1e3;
        System.out.printf("%-8s lists equal %,d, friends missing %d, extra %d%n", vendor.app(), lists.equal(), lists.missing(),
                lists.extra());
        System.out.printf("%-8s calls %,d (needed %,d), refused for speed %d, overlaps %d, most in any second %d of %d%n",
                vendor.app(), vendor.calls().getAsLong(), calls, vendor.refusals().getAsLong(),
                vendor.overlaps().getAsLong(), vendor.maxPerSlidingSecond().getAsInt(), Vendor.CALLS_PER_SECOND);
        System.out.printf("%-8s took %.1f s; the quota's floor is %.1f s; ratio %.3f%n", vendor.app(), seconds, floor,
                seconds / floor);
    }
}
