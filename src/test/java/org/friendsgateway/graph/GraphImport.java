package org.friendsgateway.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
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

    @Test
    void fillsEveryListAtEasemob() throws IOException {
        importInto(vendors.easemob());
    }

    @Test
    void fillsEveryListAtTencent() throws IOException {
        importInto(vendors.tencent());
    }

    private void importInto(Vendor vendor) throws IOException {
        SocialGraph graph = SocialGraph.read();
        warmUp(graph, vendor);
        long began = System.nanoTime();

        int exitCode = runImporter(graph, vendor);

        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Comparison lists = Comparison.of(graph, vendor);
        print(vendor, lists, took, graph.calls(vendor.batchSize()));
        assertThat(exitCode).isZero();
        assertThat(lists).isEqualTo(new Comparison(graph.lists().size(), 0, 0));
    }

    private int runImporter(SocialGraph graph, Vendor vendor) throws IOException {
        Path file = graph.writeTo(folder.resolve("friends.csv"));
        Path key = Files.writeString(folder.resolve("key"), RealQuotaVendors.key(0));
        return FriendsImporter.run("--url", gateway.toString(), "--app", vendor.app(), "--key-file", key.toString(),
                file.toString());
    }

    // The measurement is about the quota, not about how fast a new JVM becomes.
    private void warmUp(SocialGraph graph, Vendor vendor) throws IOException {
        assertThat(runImporter(graph.first(WARM_UP_LISTS), vendor)).isZero();
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
