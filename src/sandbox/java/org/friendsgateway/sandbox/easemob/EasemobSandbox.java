package org.friendsgateway.sandbox.easemob;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.server.VendorServer;

/**
 * Simulates the app token and the import of friends of Easemob IM.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 */
public final class EasemobSandbox extends VendorServer {

    private final Settings settings;
    private final EasemobVendor vendor;

    /**
     * The only app of the simulated vendor.
     *
     * @param port any free one if 0
     * @param tokenCallsPerSecond the limit of token requests
     * @param clock decides when tokens expire
     */
    public record Settings(String orgName, String appName, String clientId, String clientSecret, int port, int callsPerSecond,
            int friendCap, Duration tokenLifetime, int tokenCallsPerSecond, Latency latency, Clock clock) {

        public Settings {
            requireNonNull(orgName, "orgName");
            requireNonNull(appName, "appName");
            requireNonNull(clientId, "clientId");
            requireNonNull(clientSecret, "clientSecret");
            requireNonNull(tokenLifetime, "tokenLifetime");
            requireNonNull(latency, "latency");
            requireNonNull(clock, "clock");
        }

        public static Settings of(String orgName, String appName, String clientId, String clientSecret) {
            return new Settings(orgName, appName, clientId, clientSecret, 0, 100, 3000, Duration.ofDays(60), 300,
                    Latency.processing(Duration.ofMillis(5)), Clock.systemUTC());
        }

        public Settings withPort(int number) {
            return new Settings(orgName, appName, clientId, clientSecret, number, callsPerSecond, friendCap, tokenLifetime,
                    tokenCallsPerSecond, latency, clock);
        }

        public Settings withCallsPerSecond(int calls) {
            return new Settings(orgName, appName, clientId, clientSecret, port, calls, friendCap, tokenLifetime,
                    tokenCallsPerSecond, latency, clock);
        }

        public Settings withFriendCap(int cap) {
            return new Settings(orgName, appName, clientId, clientSecret, port, callsPerSecond, cap, tokenLifetime,
                    tokenCallsPerSecond, latency, clock);
        }

        public Settings withTokenLifetime(Duration lifetime) {
            return new Settings(orgName, appName, clientId, clientSecret, port, callsPerSecond, friendCap, lifetime,
                    tokenCallsPerSecond, latency, clock);
        }

        public Settings withLatency(Latency other) {
            return new Settings(orgName, appName, clientId, clientSecret, port, callsPerSecond, friendCap, tokenLifetime,
                    tokenCallsPerSecond, other, clock);
        }

        public Settings withClock(Clock other) {
            return new Settings(orgName, appName, clientId, clientSecret, port, callsPerSecond, friendCap, tokenLifetime,
                    tokenCallsPerSecond, latency, other);
        }
    }

    public EasemobSandbox(Vertx vertx, Settings settings) {
        this(vertx, settings, new EasemobVendor(settings));
    }

    private EasemobSandbox(Vertx vertx, Settings settings, EasemobVendor vendor) {
        super(vertx, vendor, settings.latency(), new HttpServerOptions().setPort(settings.port()));
        this.settings = settings;
        this.vendor = vendor;
    }

    /** After {@link #close}, the vendor listens at the same port again and has kept its state. */
    public Future<EasemobSandbox> start() {
        return open().map(this);
    }

    /** The configuration of a gateway's app of this name, which calls this vendor. */
    public Map<String, String> gatewayConfig(String app) {
        String prefix = "gateway.easemob.apps." + app + ".";
        return Map.of(prefix + "base-url", "http://127.0.0.1:" + port(),
                prefix + "org-name", settings.orgName(),
                prefix + "app-name", settings.appName(),
                prefix + "client-id", settings.clientId(),
                prefix + "client-secret", settings.clientSecret());
    }

    public long tokenRequests() {
        return vendor.requestLog().tokenRequests();
    }

    /** The number of friends imported with {@code isSendNotice=true}. */
    public long receivedNotices() {
        return vendor.requestLog().notices();
    }

    /** Issues a valid token, like the vendor's console. */
    public String issueToken() {
        return vendor.tokens().issue(settings.tokenLifetime());
    }

    /** Invalidates all tokens issued so far. */
    public void revokeTokens() {
        vendor.revokeCredentials();
    }
}
