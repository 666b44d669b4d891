package org.friendsgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ATempQuarkusTest.P.class)
class ATempQuarkusTest {
    public static class P implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("gateway.tencent.apps.t.base-url", "http://127.0.0.1:1", "gateway.tencent.apps.t.sdk-app-id",
                    "1400000000",
                    "gateway.tencent.apps.t.identifier", "administrator", "gateway.tencent.apps.t.secret-key",
                    "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e",
                    "quarkus.http.test-port", "0", "quarkus.management.test-port", "0");
        }
    }

    @Inject
    ImportPipeline pipeline;

    @Test
    void runs() {
        assertThat(io.smallrye.faulttolerance.api.SpiAccess.get().getClass().getSimpleName()).isEqualTo("CdiSpi");
        assertThat(pipeline).isNotNull();
    }
}
