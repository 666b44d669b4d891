package org.friendsgateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.pipeline.ImportResult;
import org.friendsgateway.vendor.AppProfile;
import org.junit.jupiter.api.Test;

/** The characters in responses; the golden files cover the rest. */
class ImportResponseWriterTest {

    private static final AppProfile APP = new AppProfile("chat-cn", "tencent", 500, 100);

    @Test
    void writesEveryCharacterOfAnId() {
        assertThat(response(FriendOutcome.imported("é鲍😀\"\\\u0001\u007f")))
                .contains("{\"userId\":\"é鲍😀\\\"\\\\\\u0001\u007f\",\"status\":\"imported\"}");
    }

    @Test
    void writesAQuestionMarkForALoneSurrogateInAVendorsText() {
        Failure failure = Failure.of(Kind.BLOCKED).withVendorError(new VendorError("30515", "a\ud83db😀\ude00", null));

        assertThat(response(FriendOutcome.failed("bob", failure)))
                .contains("\"vendor\":{\"code\":\"30515\",\"message\":\"a?b😀?\"}}}");
    }

    private static String response(FriendOutcome outcome) {
        List<FriendOutcome> outcomes = List.of(outcome);
        ImportResult result = new ImportResult(APP, new ImportOutcome.PerFriend(outcomes), outcomes, List.of(), Duration.ZERO,
                Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
        return new String(ImportResponseWriter.write(result, APP, "alice", "an-id"), UTF_8);
    }
}
