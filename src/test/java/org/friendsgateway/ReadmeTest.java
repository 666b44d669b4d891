package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import io.smallrye.config.common.utils.StringUtil;

import org.friendsgateway.app.AppConfig;
import org.friendsgateway.caller.AuthConfig;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.lock.LockConfig;
import org.friendsgateway.pipeline.PipelineConfig;
import org.friendsgateway.quota.QuotaConfig;
import org.friendsgateway.redis.RedisConfig;
import org.friendsgateway.vendor.easemob.EasemobConfig;
import org.friendsgateway.vendor.tencent.TencentConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The README says what the code does. */
class ReadmeTest {

    @ParameterizedTest
    @EnumSource
    void tellsEveryErrorCode(Kind kind) throws IOException {
        assertThat(readme()).contains("| `%s` | %d | %s | %s | %s |".formatted(kind.code(), kind.status(),
                kind.origin().code(), kind.retryable() ? "yes" : "no", kind.title()));
    }

    static Stream<String> keys() {
        return Stream.of(PipelineConfig.class, PipelineConfig.Retry.class, AppConfig.class, AppConfig.Circuit.class,
                RedisConfig.class, LockConfig.class, QuotaConfig.class, AuthConfig.class, AuthConfig.Key.class,
                AuthConfig.Oidc.class,
                TencentConfig.App.class, EasemobConfig.App.class)
                .flatMap(mapping -> Arrays.stream(mapping.getDeclaredMethods()))
                .filter(method -> !method.getReturnType().getName().startsWith("org.friendsgateway.")
                        || method.getReturnType().isEnum())
                .filter(method -> method.getReturnType() != Map.class)
                .map(Method::getName).map(StringUtil::skewer).distinct().sorted();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void tellsEveryConfigurationKey(String key) throws IOException {
        assertThat(readme()).containsPattern("[`.]" + key + "`");
    }

    @Test
    void namesTheQuarkusThatIsBuiltWith() throws IOException {
        String version = Files.readString(Path.of("pom.xml")).replaceAll("(?s).*<quarkus.version>(.*?)<.*", "$1");

        assertThat(readme()).contains("Quarkus " + version);
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
