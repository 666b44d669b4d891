package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;

import jakarta.enterprise.inject.spi.DeploymentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorEndpointTest {

    private static final String PROPERTY = "gateway.tencent.apps.chat-cn.base-url";

    private static VendorEndpoint endpoint(String url) {
        return VendorEndpoint.of(PROPERTY, URI.create(url), Duration.ofSeconds(2), Duration.ofSeconds(10), 7);
    }

    @ParameterizedTest
    @CsvSource({
            "https://console.tim.qq.com, console.tim.qq.com, 443, true",
            "https://console.tim.qq.com:8443, console.tim.qq.com, 8443, true",
            "https://[2001:db8::7]/, 2001:db8::7, 443, true",
            "http://localhost, localhost, 80, false",
            "http://localhost:8091, localhost, 8091, false",
            "http://127.0.0.1:8091, 127.0.0.1, 8091, false",
            "http://127.1.2.3:8091, 127.1.2.3, 8091, false",
            "http://[::1]:8091, ::1, 8091, false" })
    void allowsHttpsAnywhereAndHttpToLoopback(String url, String host, int port, boolean tls) {
        VendorEndpoint endpoint = endpoint(url);

        assertThat(endpoint.host()).isEqualTo(host);
        assertThat(endpoint.port()).isEqualTo(port);
        assertThat(endpoint.tls()).isEqualTo(tls);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "http://console.tim.qq.com",
            "http://10.0.0.1",
            "http://128.0.0.1",
            "http://0.0.0.0",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://[::2]",
            "http://[2001:db8::7]",
            "ftp://localhost",
            "console.tim.qq.com",
            "//console.tim.qq.com",
            "https:console.tim.qq.com",
            "https:///v4",
            "https://admin@console.tim.qq.com",
            "https://admin:secret@console.tim.qq.com",
            "https://console.tim.qq.com@example.com",
            "https://console.tim.qq.com?a=b",
            "https://console.tim.qq.com/?",
            "https://console.tim.qq.com#top",
            "https://console.tim.qq.com/#" })
    void rejectsEverythingElseAndNamesTheProperty(String url) {
        assertThatThrownBy(() -> endpoint(url)).isInstanceOf(DeploymentException.class).hasMessageStartingWith(PROPERTY + " ");
    }

    @Test
    void doesNotRepeatAPasswordInTheUrl() {
        assertThatThrownBy(() -> endpoint("https://admin:s3cret@console.tim.qq.com")).hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "https://h|''",
            "https://h/|''",
            "https://h/im|/im",
            "https://h/im/|/im",
            "https://h/im/cn|/im/cn",
            "https://h/a%20b/|/a%20b" })
    void hasAPathWithoutATrailingSlash(String url, String path) {
        assertThat(endpoint(url).path()).isEqualTo(path);
    }

    @Test
    void keepsTheTimeoutsAndTheConnections() {
        assertThat(endpoint("https://h")).extracting(VendorEndpoint::connectTimeout, VendorEndpoint::callTimeout,
                VendorEndpoint::maxConnections).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(10), 7);
    }
}
