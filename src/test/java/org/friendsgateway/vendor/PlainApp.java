package org.friendsgateway.vendor;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;

/** The configuration of an app with generous timeouts, without proxy and TLS, and the clients for it. */
public interface PlainApp extends VendorAppConfig {

    static VendorHttpClients clients(Vertx vertx) {
        ProxyConfigurationRegistry none = name -> Optional.empty();
        return new VendorHttpClients(vertx, new NoTls(), none);
    }

    /** A registry without TLS configurations. */
    final class NoTls implements TlsConfigurationRegistry {

        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    default int callsPerSecond() {
        return 100;
    }

    @Override
    default Duration connectTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    default Duration callTimeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    default int maxConnections() {
        return 10;
    }

    @Override
    default Optional<String> tlsConfigurationName() {
        return Optional.empty();
    }

    @Override
    default Optional<String> proxyConfigurationName() {
        return Optional.empty();
    }
}
