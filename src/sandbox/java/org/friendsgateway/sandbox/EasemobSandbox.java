package org.friendsgateway.sandbox;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

/**
 * Simulates the app token and the import of friends of Easemob IM.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 */
public final class EasemobSandbox {

    private final Traffic traffic = new Traffic();
    private final Settings settings;
    private final EasemobVendor vendor;
    private final Backstage backstage;
    private final SandboxServer server;

    /**
     * The one app that this Easemob knows.
     *
     * @param port 0 is any free port
     * @param tokenCallsPerSecond the vendor's limit of requests for tokens
     * @param clock by which tokens expire
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
        this.settings = settings;
        this.vendor = new EasemobVendor(settings, traffic);
        this.backstage = new Backstage(vertx, vendor, traffic, settings.latency());
        this.server = new SandboxServer(backstage, settings.port(), new HttpServerOptions());
    }

    /** May be called again after {@link #close}: the vendor is back at the same port, with all it knew. */
    public Future<EasemobSandbox> start() {
        return server.start().map(this);
    }

    public Future<Void> close() {
        return server.close();
    }

    public int port() {
        return server.port();
    }

    public Faults faults() {
        return backstage.faults();
    }

    /** The friends' names, all lower case, in the order of import. */
    public List<String> friendsOf(String user) {
        return vendor.friendsOf(user);
    }

    /** Friends of all users together. */
    public long friendsStored() {
        return vendor.friendsStored();
    }

    /** Arrived imports, the refused ones included. */
    public long calls() {
        return traffic.calls();
    }

    public long tokenRequests() {
        return traffic.tokenRequests();
    }

    /** Requests of both kinds refused for speed. */
    public long refusals() {
        return traffic.refusals();
    }

    /** Imports that arrived while another was writing to the same user, which Easemob lets pass. */
    public long overlaps() {
        return traffic.overlaps();
    }

    /** Requests that have arrived and are not answered. */
    public int inFlight() {
        return traffic.inFlight();
    }

    /** The most imports that arrived within any second, the refused ones included. */
    public int maxPerSlidingSecond() {
        return traffic.maxPerSlidingSecond();
    }

    /** Friends that were imported with {@code isSendNotice=true}. */
    public long receivedNotices() {
        return traffic.notices();
    }

    /** Up to a thousand, of both kinds, oldest first. */
    public List<ReceivedRequest> lastRequests() {
        return traffic.lastRequests();
    }

    /** A valid token, as the console hands them out. */
    public String issueToken() {
        return vendor.tokens().issue(settings.tokenLifetime());
    }

    /** Makes all tokens invalid that were handed out so far. */
    public void revokeTokens() {
        vendor.revokeCredentials();
    }

    /** Friends, counters, faults, recorded requests and the count of the running second; tokens stay valid. */
    public void forgetEverything() {
        backstage.forgetEverything();
    }
}
