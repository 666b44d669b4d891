package org.friendsgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Stream;

import io.smallrye.config.common.utils.StringUtil;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.vendor.easemob.EasemobConfig;
import org.friendsgateway.vendor.tencent.TencentConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time limits of a pod's termination fit together. */
@NeedsCommand("kubectl")
class TerminationTest {

    /** To close connections and leave Redis, with a margin. */
    private static final Duration STOP = Duration.ofSeconds(10);

    static Stream<Overlay> overlays() throws IOException, InterruptedException {
        return ManifestsTest.overlays();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void leavesTimeForTheDelayTheImportsAndTheStop(Overlay overlay) {
        Duration needed = GatewayDefaults.read(overlay.variable("QUARKUS_SHUTDOWN_DELAY"))
                .plus(GatewayDefaults.duration("quarkus.shutdown.timeout")).plus(STOP);

        assertThat(Duration.ofSeconds(overlay.pod().getTerminationGracePeriodSeconds())).isGreaterThanOrEqualTo(needed);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void waitsForTheLongestImport(Overlay overlay) {
        Properties set = overlay.properties();
        Duration maxWait = set.containsKey("gateway.max-wait") ? GatewayDefaults.read(set.getProperty("gateway.max-wait"))
                : GatewayDefaults.pipeline().maxWait();

        assertThat(GatewayDefaults.duration("quarkus.shutdown.timeout"))
                .isGreaterThan(maxWait.plus(longest(set, "connectTimeout")).plus(longest(set, "callTimeout")));
    }

    /** The maximum over all apps, including those that use the default. */
    private static Duration longest(Properties set, String key) {
        return Stream.concat(
                Stream.of(TencentConfig.App.class, EasemobConfig.App.class).map(app -> GatewayDefaults.defaultOf(app, key)),
                set.stringPropertyNames().stream().filter(name -> name.endsWith("." + StringUtil.skewer(key)))
                        .map(set::getProperty))
                .map(GatewayDefaults::read).max(Duration::compareTo).orElseThrow();
    }
}
