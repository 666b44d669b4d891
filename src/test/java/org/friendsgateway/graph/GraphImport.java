package org.friendsgateway.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.graph.RealQuotaVendors.Vendor;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Imports all lists at the rate that a vendor permits, and compares what the vendor stored. */
@QuarkusTest
@WithTestResource(RealQuotaVendors.class)
@NullUnmarked // The framework fills the fields.
final class GraphImport {

    private static final int WARM_UP_LISTS = 200;

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
        warmUp(graph, vendor);
        Progress progress = new Progress(vendor.app(), graph.entries(), vendor.calls());

        new ListImporter(gateway, vendor.app(), progress).importLists(graph);

        Duration took = progress.elapsed();
        Comparison lists = Comparison.of(graph, vendor);
        print(vendor, lists, took, graph.calls(vendor.batchSize()));
        assertThat(lists).isEqualTo(new Comparison(graph.lists().size(), 0, 0));
    }

    // The measurement is about the quota, not about how fast a new JVM becomes.
    private void warmUp(SocialGraph graph, Vendor vendor) throws InterruptedException {
        SocialGraph some = graph.first(WARM_UP_LISTS);
        new ListImporter(gateway, vendor.app(), new Progress("warm-up", some.entries(), vendor.calls())).importLists(some);
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
