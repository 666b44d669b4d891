package org.friendsgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.smallrye.config.WithName;
import io.smallrye.config.common.utils.StringUtil;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.redis.RedisConfig;
import org.friendsgateway.vendor.easemob.EasemobConfig;
import org.friendsgateway.vendor.ejabberd.EjabberdConfig;
import org.friendsgateway.vendor.tencent.TencentConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A variable with a wrong name would be ignored silently. */
@NeedsCommand("kubectl")
class SecretsTest {

    private static final Map<String, Class<?>> APPS = Map.of("tencent", TencentConfig.App.class, "easemob",
            EasemobConfig.App.class, "ejabberd", EjabberdConfig.App.class);

    static Stream<Overlay> overlays() throws IOException, InterruptedException {
        return ManifestsTest.overlays();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void haveTheNamesThatTheConfiguredAppsNeed(Overlay overlay) {
        Set<String> known = new TreeSet<>(Set.of("QUARKUS_REDIS_PASSWORD"));
        keys(RedisConfig.class).forEach(key -> known.add(variable("gateway." + key)));
        for (String property : overlay.properties().stringPropertyNames()) {
            String[] words = property.split("\\.");
            if (words.length > 3 && words[2].equals("apps")) {
                keys(APPS.get(words[1]))
                        .forEach(key -> known.add(variable("gateway." + words[1] + ".apps." + words[3] + "." + key)));
            } else if (property.startsWith("gateway.auth.keys.")) {
                known.add(variable("gateway.auth.keys." + words[3] + ".sha256"));
            }
        }

        assertThat(overlay.secretKeys()).isNotEmpty().isSubsetOf(known);
    }

    private static Stream<String> keys(Class<?> mapping) {
        return Arrays.stream(mapping.getDeclaredMethods()).map(method -> method.isAnnotationPresent(WithName.class)
                ? method.getAnnotation(WithName.class).value()
                : StringUtil.skewer(method.getName()));
    }

    private static String variable(String key) {
        return StringUtil.replaceNonAlphanumericByUnderscores(key).toUpperCase(Locale.ROOT);
    }
}
