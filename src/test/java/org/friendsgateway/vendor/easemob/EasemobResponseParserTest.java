package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.summary;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EasemobResponseParserTest {

    private static List<FriendOutcome> outcomes(String data) {
        Buffer body = Buffer.buffer("{\"data\":" + data.replace('\'', '"') + "}");
        return ((PerFriend) EasemobResponseParser.parse(friends("alice", "Bob", "carl", "dora"),
                new Response(200, body, null), new SecretMask(Set.of()))).friends();
    }

    private static String data(String success, String more) {
        return "{'UnKnowFailed':[],'success':[" + success + "]" + more + "}";
    }

    @Test
    void keepsTheOrderAndTheSpellingOfTheRequest() {
        assertThat(summary(outcomes(data("'dora','bob','carl'", ",'NotExistFailed':[],'maxLimitFailed':[]"))))
                .containsExactly("Bob imported", "carl imported", "dora imported");
    }

    @Test
    void ignoresTheCaseOfNames() {
        assertThat(summary(outcomes(data("'BOB','Carl','dorA'", ""))))
                .containsExactly("Bob imported", "carl imported", "dora imported");
    }

    @ParameterizedTest
    @CsvSource({ "NotExistFailed, failed friend_not_found", "maxLimitFailed, failed friend_limit_reached",
            "UnKnowFailed, unknown vendor_unavailable" })
    void mapsEachList(String list, String outcome) {
        List<FriendOutcome> outcomes = outcomes("{'success':['bob','dora'],'" + list + "':['carl']}");

        assertThat(summary(outcomes)).containsExactly("Bob imported", "carl " + outcome, "dora imported");
        assertThat(outcomes).element(1)
                .extracting(carl -> Objects.requireNonNull(carl.failure()).vendor())
                .isEqualTo(new VendorError(list, null, null));
    }

    @Test
    void reportsAForgottenFriendAsUnknown() {
        assertThat(summary(outcomes(data("'bob','dora'", ""))))
                .containsExactly("Bob imported", "carl unknown vendor_unavailable", "dora imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{'success':[]}", "{'success':null,'UnKnowFailed':[null]}", "{'success':['bob ','bobby']}",
            "{'Success':['bob','carl','dora']}", "{'success':{},'UnKnowFailed':'carl'}", "{'success':[7,{},[]]}" })
    void reportsFriendsAsUnknownWhenNoneIsMentioned(String data) {
        assertThat(summary(outcomes(data))).containsExactly("Bob unknown vendor_unavailable",
                "carl unknown vendor_unavailable", "dora unknown vendor_unavailable");
    }

    @Test
    void acceptsAResultThatIsRepeated() {
        assertThat(summary(outcomes(data("'bob','BOB','dora'", ",'NotExistFailed':['carl','carl']"))))
                .containsExactly("Bob imported", "carl failed friend_not_found", "dora imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { ",'NotExistFailed':['carl']", ",'maxLimitFailed':['CARL']", ",'UnKnowFailed':['carl']",
            ",'NotExistFailed':['carl'],'maxLimitFailed':['carl'],'UnKnowFailed':['carl']" })
    void reportsAFriendWithContradictoryResultsAsUnknown(String more) {
        assertThat(summary(outcomes("{'success':['bob','carl','dora']" + more + "}")))
                .containsExactly("Bob imported", "carl unknown vendor_unavailable", "dora imported");
    }

    @Test
    void ignoresAFriendThatWasNotSent() {
        assertThat(summary(outcomes(data("'bob','carl','dora','erik'", ",'maxLimitFailed':['fred']"))))
                .containsExactly("Bob imported", "carl imported", "dora imported");
    }
}
