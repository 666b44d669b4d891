package org.friendsgateway.memory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import org.friendsgateway.process.GatewayProcess;

/**
 * Asks for health and metrics all the time, one after the other, each as patiently as the deployment's probes. A machine short
 * of
 * processors may let one of them wait; a kubelet kills after three in a row, ten seconds apart.
 */
final class Probes implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final List<String> PATHS = List.of("/q/health/live", "/q/health/ready", "/q/metrics");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GatewayProcess gateway;
    private final Thread thread = new Thread(this::probe, "probes");
    private volatile boolean over;
    private volatile int asked;
    private volatile int late;
    private volatile int mostFailuresInARow;
    private volatile Duration slowest = Duration.ZERO;

    Probes(GatewayProcess gateway) {
        this.gateway = gateway;
        thread.start();
    }

    private void probe() {
        int failures = 0;
        while (!over) {
            long from = System.nanoTime();
            boolean answered = answers(PATHS.get(asked % PATHS.size()));
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            failures = answered ? 0 : failures + 1;
            mostFailuresInARow = Math.max(mostFailuresInARow, failures);
            late += took.compareTo(Duration.ofSeconds(1)) > 0 ? 1 : 0;
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            asked++;
        }
    }

    private boolean answers(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
            return http.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            over = true;
            return true;
        }
    }

    int mostFailuresInARow() {
        return mostFailuresInARow;
    }

    @Override
    public String toString() {
        return asked + " probes, " + late + " later than a second, the slowest after " + slowest.toMillis() + " ms, at most "
                + mostFailuresInARow + " failed in a row";
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
