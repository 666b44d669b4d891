package org.friendsgateway.vendor;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

import jakarta.enterprise.inject.spi.DeploymentException;

/**
 * Where and how an app is reached.
 *
 * @param baseUrl https, or http to a loopback address; without query; its path precedes the path of every call
 * @param connectTimeout the longest wait for a connection
 * @param callTimeout the longest time from sending a call to the last byte of its answer
 * @param maxConnections the most connections of one replica, from 1
 */
public record VendorEndpoint(URI baseUrl, Duration connectTimeout, Duration callTimeout, int maxConnections) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");

    /**
     * Checks the base URL.
     *
     * @param property the property of the base URL, for the error message
     * @throws DeploymentException with the property, when the base URL is not allowed
     */
    public static VendorEndpoint of(String property, URI baseUrl, Duration connectTimeout, Duration callTimeout,
            int maxConnections) {
        if (!allowed(baseUrl)) {
            throw new DeploymentException(property
                    + " must be an https URL, or http to a loopback address, without user, query or fragment");
        }
        return new VendorEndpoint(baseUrl, connectTimeout, callTimeout, maxConnections);
    }

    public boolean tls() {
        return "https".equals(baseUrl.getScheme());
    }

    public int port() {
        return baseUrl.getPort() > 0 ? baseUrl.getPort() : tls() ? 443 : 80;
    }

    /** The name or address to connect to, an IPv6 address without its brackets. */
    public String host() {
        String host = baseUrl.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Host and port as in the URL; Vert.x would write an IPv6 address without its brackets. */
    public String authority() {
        return baseUrl.getRawAuthority();
    }

    /** The path that precedes the path of every call, without a trailing slash. */
    public String path() {
        String path = baseUrl.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean allowed(URI url) {
        boolean bare = url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
        return bare && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && loopback(url.getHost())));
    }

    private static boolean loopback(String host) {
        return LOOPBACK.contains(host) || host.matches("127(\\.\\d{1,3}){3}");
    }
}
