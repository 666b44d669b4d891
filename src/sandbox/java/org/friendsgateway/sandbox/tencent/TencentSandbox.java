package org.friendsgateway.sandbox.tencent;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.server.VendorServer;

/**
 * Simulates {@code friend_import} of Tencent Cloud IM.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 */
public final class TencentSandbox extends VendorServer {

    private final Settings settings;
    private final TencentVendor vendor;

    /**
     * The only app of the simulated vendor.
     *
     * @param port any free one if 0
     * @param oldForm whether responses always have {@code Fail_Account} and {@code Invalid_Account}
     * @param clock decides when signatures expire
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

    /** {@code options} may demand TLS; their port is replaced. */
    public TencentSandbox(Vertx vertx, Settings settings, HttpServerOptions options) {
        this(vertx, settings, options, new TencentVendor(settings));
    }

    private TencentSandbox(Vertx vertx, Settings settings, HttpServerOptions options, TencentVendor vendor) {
        super(vertx, vendor, settings.latency(), new HttpServerOptions(options).setPort(settings.port()));
        this.settings = settings;
        this.vendor = vendor;
    }

    /** After {@link #close}, the vendor listens at the same port again and has kept its state. */
    public Future<TencentSandbox> start() {
        return open().map(this);
    }

    /** The configuration of a gateway's app of this name, which calls this vendor. */
    public Map<String, String> gatewayConfig(String app) {
        String prefix = "gateway.tencent.apps." + app + ".";
        return Map.of(prefix + "base-url", "http://127.0.0.1:" + port(),
                prefix + "sdk-app-id", Long.toString(settings.sdkAppId()),
                prefix + "identifier", settings.identifier(),
                prefix + "secret-key", settings.secretKey());
    }

    public Optional<TencentFriend> friend(String owner, String id) {
        return vendor.friends().friend(owner, id);
    }

    /** Refuses older signatures with 70052 from now on. */
    public void invalidateSignaturesIssuedBefore(Instant instant) {
        vendor.userSigCheck().invalidateIssuedBefore(instant);
    }
}
