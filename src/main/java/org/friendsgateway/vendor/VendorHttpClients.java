package org.friendsgateway.vendor;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import io.quarkus.proxy.ProxyConfiguration;
import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;

/** Makes the HTTP clients of the apps, with the TLS and the proxy that their configuration names. */
@Singleton
public final class VendorHttpClients {

    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;
    private final ProxyConfigurationRegistry proxies;
    private final Map<String, List<VendorHttpClient>> byTlsName = new ConcurrentHashMap<>();

    VendorHttpClients(Vertx vertx, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        this.vertx = vertx;
        this.tls = tls;
        this.proxies = proxies;
    }

    /**
     * Makes the client of an app.
     *
     * @throws DeploymentException with the key, when the base URL is not allowed or a name is unknown
     */
    public VendorHttpClient client(AppProfile profile, VendorAppConfig app) {
        String prefix = profile.keyPrefix();
        VendorEndpoint endpoint = VendorEndpoint.of(prefix + ".base-url", app.baseUrl(), app.connectTimeout(),
                app.callTimeout(), app.maxConnections());
        HttpClientOptions route = new HttpClientOptions();
        app.tlsConfigurationName().ifPresent(name -> TlsConfigUtils.configure(route, tls(prefix, name)));
        app.proxyConfigurationName().filter(name -> !name.equals(ProxyConfigurationRegistry.NONE))
                .ifPresent(name -> configure(route, proxy(prefix, name)));
        VendorHttpClient client = new VendorHttpClient(vertx, endpoint, route, Clock.systemUTC());
        app.tlsConfigurationName()
                .ifPresent(name -> byTlsName.computeIfAbsent(name, none -> new CopyOnWriteArrayList<>()).add(client));
        return client;
    }

    private TlsConfiguration tls(String prefix, String name) {
        return tls.get(name).orElseThrow(() -> new DeploymentException(
                "%s.tls-configuration-name: there is no quarkus.tls.%s".formatted(prefix, name)));
    }

    private ProxyConfiguration proxy(String prefix, String name) {
        try {
            return proxies.get(Optional.of(name)).orElseThrow();
        } catch (IllegalStateException unknown) {
            throw new DeploymentException(
                    "%s.proxy-configuration-name: there is no quarkus.proxy.%s.host".formatted(prefix, name), unknown);
        }
    }

    private static void configure(HttpClientOptions route, ProxyConfiguration proxy) {
        ProxyOptions options = new ProxyOptions().setType(ProxyType.valueOf(proxy.type().name())).setHost(proxy.host())
                .setPort(proxy.port());
        proxy.username().ifPresent(options::setUsername);
        proxy.password().ifPresent(options::setPassword);
        proxy.proxyConnectTimeout().ifPresent(options::setConnectTimeout);
        proxy.nonProxyHosts().ifPresent(route::setNonProxyHosts);
        route.setProxyOptions(options);
    }

    /** Uses new certificates, which are read every {@code quarkus.tls.<name>.reload-period}, for new connections. */
    void reload(@Observes CertificateUpdatedEvent event) {
        byTlsName.getOrDefault(event.name(), List.of())
                .forEach(client -> client.updateTls(event.tlsConfiguration().getSSLOptions()));
    }
}
