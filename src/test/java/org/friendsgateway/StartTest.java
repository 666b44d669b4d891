package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid configurations, each of which stops the start with a message that names the key. */
@QuarkusMainTest
class StartTest {

    private static final String VALID = """
            gateway.tencent.apps.x.sdk-app-id=1
            gateway.tencent.apps.x.identifier=administrator
            gateway.tencent.apps.x.secret-key=a-secret
            gateway.easemob.apps.y.base-url=https://a1.easemob.com
            gateway.easemob.apps.y.org-name=org
            gateway.easemob.apps.y.app-name=app
            gateway.easemob.apps.y.app-token=a-token
            """;

    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private final Map<String, String> set = new TreeMap<>();

    @AfterEach
    void clear() {
        set.keySet().forEach(System::clearProperty);
    }

    @Test
    void namesEveryKeyThatIsUnknownMissingOrCannotBeRead(QuarkusMainLauncher launcher) {
        set(VALID, """
                gateway.tencent.apps.x.secrt-key=z
                gateway.max-freinds=10
                gateway.auth.keys.billing.shasum=00
                gateway.coordination.heart-beat=1s
                gateway.mastodon.apps.m.base-url=https://example.com
                gateway.tencent.apps.z.sdk-app-id=2
                gateway.tencent.apps.x.calls-per-second=many
                gateway.easemob.apps.y.call-timeout=soon
                """);

        String output = outputOfStart(launcher);

        assertThat(output).contains("gateway.tencent.apps.x.secrt-key", "gateway.max-freinds",
                "gateway.auth.keys.billing.shasum", "gateway.coordination.heart-beat", "gateway.mastodon.apps.m.base-url",
                "gateway.tencent.apps.z.identifier", "gateway.tencent.apps.z.secret-key",
                "gateway.tencent.apps.x.calls-per-second", "gateway.easemob.apps.y.call-timeout");
    }

    @Test
    void namesEveryKeyWhoseValueIsOutOfBounds(QuarkusMainLauncher launcher) {
        set(VALID, """
                gateway.tencent.apps.x.batch-size=1001
                gateway.tencent.apps.x.calls-per-second=0
                gateway.tencent.apps.x.default-source=Gateways1
                gateway.max-friends=0
                gateway.default-wait=0s
                gateway.retry.initial-backoff=0s
                gateway.retry.max-backoff=-1s
                gateway.circuit.delay=0s
                gateway.tencent.apps.x.connect-timeout=0s
                gateway.tencent.apps.x.call-timeout=11m
                gateway.easemob.apps.y.connect-timeout=11m
                gateway.easemob.apps.y.call-timeout=0s
                gateway.coordination.heartbeat=2s
                gateway.coordination.redis-timeout=0s
                """);

        String output = outputOfStart(launcher);

        assertThat(output).contains("gateway.tencent.apps.x.batch-size", "gateway.tencent.apps.x.calls-per-second",
                "gateway.tencent.apps.x.default-source", "gateway.max-friends", "gateway.default-wait",
                "gateway.retry.initial-backoff", "gateway.retry.max-backoff", "gateway.circuit.delay",
                "gateway.tencent.apps.x.connect-timeout", "gateway.tencent.apps.x.call-timeout",
                "gateway.easemob.apps.y.connect-timeout", "gateway.easemob.apps.y.call-timeout",
                "gateway.coordination.heartbeat", "gateway.coordination.redis-timeout");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gateway.auth.mode=everybody                        | gateway.auth.mode
            gateway.auth.mode=api-key                          | set gateway.auth.keys.<client>.sha256
            gateway.auth.mode=oidc                             | set quarkus.oidc.token.audience
            gateway.auth.keys.orders.sha256=a-key              | gateway.auth.keys.orders.sha256 must be 64 hexadecimal digits
            gateway.auth.oidc.apps-claim=                      | gateway.auth.oidc.apps-claim must not be empty
            gateway.tencent.apps.x.base-url=http://example.com | gateway.tencent.apps.x.base-url must be an https URL
            gateway.tencent.apps.x.tls-configuration-name=lost   | gateway.tencent.apps.x.tls-configuration-name: there is no quarkus.tls.lost
            gateway.easemob.apps.y.proxy-configuration-name=lost | gateway.easemob.apps.y.proxy-configuration-name: there is no quarkus.proxy.lost.host
            gateway.max-wait=150s                              | quarkus.http.idle-timeout must be longer than gateway.max-wait
            gateway.max-wait=601s                              | gateway.max-wait must be shorter than or equal to 10 minutes
            gateway.default-wait=121s                          | gateway.default-wait must not be longer than gateway.max-wait
            gateway.max-bytes-in-flight=32M                    | gateway.max-bytes-in-flight must be at least 33636352
            gateway.max-bytes-in-flight=much                   | gateway.max-bytes-in-flight
            gateway.default-app=nobody                         | gateway.default-app must be one of [x, y]
            """)
    void stopsAtAnInvalidValue(String invalid, String message, QuarkusMainLauncher launcher) {
        set(VALID, invalid);

        assertThat(outputOfStart(launcher)).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "," })
    void rejectsAKeyWithAnEmptyListOfApps(String apps, QuarkusMainLauncher launcher) {
        set(VALID, "gateway.auth.keys.orders.sha256=" + "0".repeat(64), "gateway.auth.keys.orders.apps=" + apps);

        assertThat(outputOfStart(launcher)).contains("gateway.auth.keys.orders.apps must not be empty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app-token=                                             | P.client-id and P.client-secret are required, or P.app-token
            app-token=,client-id=an-id                             | P.client-secret is required, because P.client-id is set
            app-token=,client-id=an-id,client-secret=              | P.client-secret is required, because P.client-id is set
            app-token=,client-secret=a-secret                      | P.client-id is required, because P.client-secret is set
            client-id=an-id,client-secret=a-secret                 | P.app-token excludes P.client-id and P.client-secret
            client-id=an-id                                        | P.app-token excludes P.client-id and P.client-secret
            """)
    void namesTheKeysOfAnIncompleteCredential(String keys, String message, QuarkusMainLauncher launcher) {
        String prefix = "gateway.easemob.apps.y.";
        set(VALID);
        set(Arrays.stream(keys.split(",")).map(prefix::concat).toArray(String[]::new));

        assertThat(outputOfStart(launcher)).contains(message.replace("P.", prefix)).doesNotContain("a-secret ", "an-id");
    }

    @Test
    void namesEveryKeyWhoseValueWasPastedWithWhiteSpace(QuarkusMainLauncher launcher) {
        set(VALID);
        Map<String, String> pasted = Map.ofEntries(Map.entry("gateway.tencent.apps.x.sdk-app-id", "1400000000 "),
                Map.entry("gateway.tencent.apps.x.identifier", "\u00a0administrator"),
                Map.entry("gateway.tencent.apps.x.secret-key", "s3cret\n"),
                Map.entry("gateway.tencent.apps.x.base-url", "https://example.com\u3000"),
                Map.entry("gateway.tencent.apps.x.default-source", "Import\t"),
                Map.entry("gateway.easemob.apps.y.org-name", "\ufefforg"),
                Map.entry("gateway.easemob.apps.y.app-name", "app\r\n"),
                Map.entry("gateway.easemob.apps.y.client-id", " s3cret"),
                Map.entry("gateway.easemob.apps.y.client-secret", "s3cret\u200b"),
                Map.entry("gateway.easemob.apps.y.app-token", "s3cret\u0085"),
                Map.entry("gateway.auth.keys.orders.sha256", "0".repeat(64) + " "),
                Map.entry("gateway.auth.keys.orders.apps", " x"),
                Map.entry("gateway.auth.keys.\"billing \".sha256", "0".repeat(64)),
                Map.entry("gateway.auth.oidc.apps-claim", "apps\n"),
                Map.entry("gateway.default-app", "x "),
                Map.entry("gateway.coordination.encryption-key", "c3NzLXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldC0=\n"));
        set.putAll(pasted);
        set();

        assertThat(outputOfStart(launcher))
                .contains(pasted.keySet().stream().map(key -> key + " must not begin or end with white space").toList())
                .doesNotContain("s3cret", "c3Nz");
    }

    @Test
    void acceptsWhiteSpaceWithinAValue(QuarkusMainLauncher launcher) {
        set(VALID, "gateway.auth.mode=api-key", "gateway.auth.keys.orders.sha256=" + "0".repeat(64),
                "gateway.auth.keys.orders.apps=x,nobody of us");

        assertThat(outputOfStart(launcher)).contains("gateway.auth.keys.orders.apps must be some of");
    }

    @Test
    void stopsIfBothVendorsHaveAnAppOfTheSameName(QuarkusMainLauncher launcher) {
        set(VALID.replace("apps.y", "apps.x"));

        assertThat(outputOfStart(launcher)).contains("configured twice", "gateway.easemob.apps.x",
                "gateway.tencent.apps.x");
    }

    @Test
    void stopsWithoutApps(QuarkusMainLauncher launcher) {
        assertThat(outputOfStart(launcher)).contains("No app is configured", "gateway.<provider>.apps.<name>",
                "gateway.tencent.apps.<name>");
    }

    @Test
    void namesTheKeysOfUnusableSecretsWithoutTheSecrets(QuarkusMainLauncher launcher) {
        set(VALID, "gateway.easemob.apps.y.app-token=s3cr\u00e9t", "gateway.coordination.encryption-key=c3NzLXNlY3JldA==");

        assertThat(outputOfStart(launcher)).contains("gateway.easemob.apps.y.app-token",
                "gateway.coordination.encryption-key").doesNotContain("s3cr", "c3Nz");
    }

    private static String outputOfStart(QuarkusMainLauncher launcher) {
        // A gateway that starts nevertheless would run for ever.
        LaunchResult result = assertTimeoutPreemptively(START_TIMEOUT, () -> launcher.launch());
        assertThat(result.exitCode()).isNotZero();
        return result.getOutput() + result.getErrorOutput();
    }

    private void set(String... properties) {
        Arrays.stream(properties).flatMap(String::lines).map(line -> line.split("=", 2))
                .forEach(pair -> set.put(pair[0], pair[1]));
        set.forEach(System::setProperty);
    }
}
