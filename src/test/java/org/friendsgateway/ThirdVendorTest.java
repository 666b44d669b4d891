package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller.Reply;
import org.junit.jupiter.api.Test;

/** The gateway with a vendor that its main code does not know. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class ThirdVendorTest {

    @Test
    void importsThroughAVendorThatIsOnlyAPackage() {
        Reply reply = ApiCaller.post(ApiCaller.body("loft", "alice", "bob", "carl", "hawk", "dora", "emil"));

        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.at("/provider")).isEqualTo("carrierpigeon");
        assertThat(reply.statuses()).containsExactly("imported", "imported", "failed", "imported", "imported");
        assertThat(reply.at("/results/2/error/vendor/code")).isEqualTo("feather");
        assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"loft\";q=1000;w=1");
    }

    @Test
    void checksTheVendorsRules() {
        Reply reply = ApiCaller.post(ApiCaller.body("loft", "alice", "bob", "carl the great"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/violations")).hasToString(
                "[{\"pointer\":\"/friends/1/userId\",\"message\":\"must be one word\"}]");
    }

    @Test
    void reportsTheVendorsRefusal() {
        Reply reply = ApiCaller.post(ApiCaller.body("loft", "cat", "bob"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("/code")).isEqualTo("user_not_found");
        assertThat(reply.at("/outcome")).isEqualTo("none");
    }

    @Test
    void countsTheVendorsImports() {
        ApiCaller.post(ApiCaller.body("loft", "bert", "bob"));

        assertThat(ApiCaller.manage("/q/metrics").body()).contains(
                "friends_import_friends_total{app=\"loft\",code=\"none\",provider=\"carrierpigeon\",status=\"imported\"}");
    }
}
