package org.friendsgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice between the two formats of metrics. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class OpenMetricsTest {

    private static HttpResponse<String> scrape(String... accepted) {
        return ApiCaller.manage("/q/metrics", accepted);
    }

    /** Includes the headers of Prometheus 2.5 to 3. */
    @ParameterizedTest
    @ValueSource(strings = {
            "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.1",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                    + "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            "text/plain;q=1 , Application/OpenMetrics-Text ; Q=0.001",
            "text/html,application/openmetrics-text;q=0.1",
            "application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text;version=0.0.1;q=0.1",
            "application/openmetrics-text", "*/*", "application/*" })
    void servesOpenMetricsIfAccepted(String accepted) {
        checkOpenMetrics(scrape(accepted));
    }

    @Test
    void servesOpenMetricsWithoutAnAcceptHeader() {
        checkOpenMetrics(scrape());
    }

    @Test
    void servesOpenMetricsIfOneOfSeveralHeadersNamesIt() {
        checkOpenMetrics(scrape("text/plain;version=0.0.4", "application/openmetrics-text;q=0.1"));
    }

    private static void checkOpenMetrics(HttpResponse<String> scrape) {
        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.headers().allValues("Content-Type"))
                .containsExactly("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(scrape.body()).contains("friends_import_replicas 1.0").endsWith("\n# EOF\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/plain", "text/plain;version=0.0.4;q=1,*/*;q=0.1",
            "application/openmetrics-text;q=0,text/plain", "application/openmetrics-text;version=1.0.0;q=0.000,*/*",
            "application/openmetrics-text-2,text/plain", "application/json", "application/openmetrics-text;q=0",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" })
    void servesTextIfOpenMetricsIsNotNamed(String accepted) {
        HttpResponse<String> scrape = scrape(accepted);

        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(scrape.body()).contains("friends_import_replicas 1.0").doesNotContain("# EOF");
    }

    @ParameterizedTest
    @ValueSource(strings = { ",", ";", "/", "text", ";q=", "application/openmetrics-text;q=much", "a/b;q=,", "\"", "=", "*" })
    void acceptsWhatIsNoMediaType(String accepted) {
        assertThat(scrape(accepted).statusCode()).isEqualTo(200);
    }
}
