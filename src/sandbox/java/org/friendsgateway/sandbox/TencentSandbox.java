package org.friendsgateway.sandbox;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

/**
 * Simulates {@code friend_import} of Tencent Cloud IM.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 */
public final class TencentSandbox {

    private final Traffic traffic = new Traffic();
    private final TencentVendor vendor;
    private final Backstage backstage;
    private final SandboxServer server;

    /**
     * The one app that this Tencent knows.
     *
     * @param port 0 is any free port
     * @param oldForm whether answers have {@code Fail_Account} and {@code Invalid_Account} even when nobody failed
     * @param clock by which signatures expire
     */
    public record Settings(long sdkAppId, String identifier, String secretKey, int port, int callsPerSecond, int friendCap,
            int groupCap, boolean oldForm, Latency latency, Clock clock) {

        public Settings {
            requireNonNull(identifier, "identifier");
            requireNonNull(secretKey, "secretKey");
            requireNonNull(latency, "latency");
            requireNonNull(clock, "clock");
        }

        public static Settings of(long sdkAppId, String identifier, String secretKey) {
            return new Settings(sdkAppId, identifier, secretKey, 0, 100, 3000, 32, false,
                    Latency.processing(Duration.ofMillis(5)), Clock.systemUTC());
        }

        public Settings withPort(int number) {
            return new Settings(sdkAppId, identifier, secretKey, number, callsPerSecond, friendCap, groupCap, oldForm, latency,
                    clock);
        }

        public Settings withCallsPerSecond(int calls) {
            return new Settings(sdkAppId, identifier, secretKey, port, calls, friendCap, groupCap, oldForm, latency, clock);
        }

        public Settings withFriendCap(int cap) {
            return new Settings(sdkAppId, identifier, secretKey, port, callsPerSecond, cap, groupCap, oldForm, latency, clock);
        }

        public Settings withOldForm() {
            return new Settings(sdkAppId, identifier, secretKey, port, callsPerSecond, friendCap, groupCap, true, latency,
                    clock);
        }

        public Settings withLatency(Latency other) {
            return new Settings(sdkAppId, identifier, secretKey, port, callsPerSecond, friendCap, groupCap, oldForm, other,
                    clock);
        }

        public Settings withClock(Clock other) {
            return new Settings(sdkAppId, identifier, secretKey, port, callsPerSecond, friendCap, groupCap, oldForm, latency,
                    other);
        }
    }

    public TencentSandbox(Vertx vertx, Settings settings) {
        this(vertx, settings, new HttpServerOptions());
    }

    /** One whose server has options of its own, such as those of TLS. */
    public TencentSandbox(Vertx vertx, Settings settings, HttpServerOptions options) {
        this.vendor = new TencentVendor(settings, traffic);
        this.backstage = new Backstage(vertx, vendor, traffic, settings.latency());
        this.server = new SandboxServer(backstage, settings.port(), options);
    }

    /** May be called again after {@link #close}: the vendor is back at the same port, with all it knew. */
    public Future<TencentSandbox> start() {
        return server.start().map(this);
    }

    public Future<Void> close() {
        return server.close();
    }

    public int port() {
        return server.port();
    }

    /** From now on; connections that are open stay open. */
    public void setLatency(Latency latency) {
        backstage.setLatency(latency);
    }

    public Faults faults() {
        return backstage.faults();
    }

    /** The friends' ids in the order of import. */
    public List<String> friendsOf(String user) {
        return vendor.friendsOf(user);
    }

    public Optional<TencentFriend> friend(String owner, String id) {
        return vendor.book().friend(owner, id);
    }

    /** Friends of all users together. */
    public long friendsStored() {
        return vendor.friendsStored();
    }

    /** Arrived calls of {@code friend_import}, the refused ones included. */
    public long calls() {
        return traffic.calls();
    }

    /** Calls refused for speed. */
    public long refusals() {
        return traffic.refusals();
    }

    /** Calls that arrived while another was writing to the same user. */
    public long overlaps() {
        return traffic.overlaps();
    }

    /** Calls that have arrived and are not answered. */
    public int inFlight() {
        return traffic.inFlight();
    }

    /** The most calls that arrived within any second, the refused ones included. */
    public int maxPerSlidingSecond() {
        return traffic.maxPerSlidingSecond();
    }

    /** Up to a thousand, oldest first. */
    public List<ReceivedRequest> lastRequests() {
        return traffic.lastRequests();
    }

    /** Answers older signatures with 70052 from now on. */
    public void invalidateSignaturesIssuedBefore(Instant instant) {
        vendor.userSigCheck().invalidateIssuedBefore(instant);
    }

    /** Friends, counters, faults, recorded requests and the count of the running second. */
    public void forgetEverything() {
        backstage.forgetEverything();
    }
}
