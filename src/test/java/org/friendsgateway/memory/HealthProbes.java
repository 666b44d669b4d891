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
 * Probes health and metrics continuously, with the timeout of the deployment's probes. One probe may be late on a machine
 * short of processors; a kubelet kills after three failures in a row, ten seconds apart.
 */
final class HealthProbes implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final List<String> PATHS = List.of("/q/health/live", "/q/health/ready", "/q/metrics");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GatewayProcess gateway;
    private final Thread thread = new Thread(this::probe, "health-probes");
    private volatile boolean stopped;
    private volatile int probes;
    private volatile int late;
    private volatile int maxFailuresInARow;
    private volatile Duration slowest = Duration.ZERO;

    HealthProbes(GatewayProcess gateway) {
        this.gateway = gateway;
        thread.start();
    }

    private void probe() {
        int failures = 0;
        while (!stopped) {
            long from = System.nanoTime();
            boolean succeeded = succeeds(PATHS.get(probes % PATHS.size()));
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            failures = succeeded ? 0 : failures + 1;
            maxFailuresInARow = Math.max(maxFailuresInARow, failures);
            late += took.compareTo(Duration.ofSeconds(1)) > 0 ? 1 : 0;
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            probes++;
        }
    }

    private boolean succeeds(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
            return http.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopped = true;
            return true;
        }
    }

    int maxFailuresInARow() {
        return maxFailuresInARow;
    }

    @Override
    public String toString() {
        return probes + " probes, " + late + " later than a second, the slowest after " + slowest.toMillis() + " ms, at most "
                + maxFailuresInARow + " failed in a row";
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
