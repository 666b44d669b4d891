package org.friendsgateway.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealEjabberd;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Sends all lists to an installed ejabberd in one request, and reads every roster back. */
@NeedsCommand(RealEjabberd.COMMAND)
@QuarkusTest
@WithTestResource(InstalledEjabberd.class)
@NullUnmarked // The framework fills the fields.
final class EjabberdGraphImport {

    @TestHTTPResource("/friends/import")
    URI gateway;

    @Inject
    MeterRegistry meters;

    InstalledEjabberd ejabberd;

    @Test
    void fillsEveryRosterInOneRequest() throws Exception {
        SocialGraph graph = SocialGraph.read();
        RealEjabberd server = ejabberd.server();
        Duration serverBefore = server.cpu();
        Duration gatewayBefore = ownCpu();
        long began = System.nanoTime();

        String end = post(graph);

        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.println(end);
        System.out.printf("ejabberd %,d lists, %,d friends, calls by result %s%n", graph.lists().size(), graph.entries(),
                calls());
        System.out.printf("ejabberd took %.1f s; processors: server %.1f s, gateway and test %.1f s%n", seconds,
                seconds(server.cpu().minus(serverBefore)), seconds(ownCpu().minus(gatewayBefore)));
        assertThat(end).contains("\"complete\":" + graph.lists().size() + ",");
        graph.lists().forEach((user, friends) -> assertThat(server.roster(user).keySet()).as(user).isEqualTo(jids(friends)));
    }

    private String post(SocialGraph graph) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway).header("Content-Type", "application/x-ndjson")
                .header("Prefer", "return=minimal").POST(HttpRequest.BodyPublishers.ofString(graph.ndjson("ejabberd"))).build();
        List<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body().toList();
        return answer.get(answer.size() - 1);
    }

    private List<String> calls() {
        return meters.find("friends.import.vendor.call").timers().stream().filter(timer -> timer.count() > 0)
                .map(EjabberdGraphImport::result).toList();
    }

    private static String result(Timer timer) {
        return timer.getId().getTag("result") + " " + timer.count();
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    private static Set<String> jids(Set<String> friends) {
        return friends.stream().map(friend -> friend + "@" + RealEjabberd.VIRTUAL_HOST).collect(Collectors.toSet());
    }
}
