package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.summary;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentResponseParserTest {

    private static final String OK = "'ActionStatus':'OK','ErrorCode':0,'ErrorInfo':'','ErrorDisplay':''";
    private static final String FAIL = "'ActionStatus':'FAIL','ErrorCode':30006,'ErrorInfo':'Err','ErrorDisplay':''";

    private static final SecretMask MASK = new SecretMask(Set.of("the secret key"));

    private static ImportOutcome outcome(String answer) {
        return outcome(answer, 200);
    }

    private static ImportOutcome outcome(String answer, int status) {
        return TencentResponseParser.parse(friends("alice", "bob", "carl", "dora"),
                new Response(status, Buffer.buffer(answer.replace('\'', '"')), null), MASK);
    }

    private static List<FriendOutcome> outcomes(String answer) {
        return ((PerFriend) outcome(answer)).friends();
    }

    private static String answer(String status, String more, String... items) {
        return "{" + status + more + ",'ResultItem':[" + String.join(",", items) + "]}";
    }

    private static String item(String account, int code) {
        return item(account, code, "");
    }

    private static String item(String account, int code, String info) {
        return "{'To_Account':'" + account + "','ResultCode':" + code + ",'ResultInfo':'" + info + "'}";
    }

    private static String items(String... accounts) {
        return Arrays.stream(accounts).map(account -> item(account, 0)).collect(Collectors.joining(","));
    }

    private static Failure failure(String answer) {
        return Objects.requireNonNull(outcome(answer).failure());
    }

    @Test
    void keepsTheOrderOfTheRequest() {
        assertThat(summary(outcomes(answer(OK, "", items("dora", "bob", "carl")))))
                .containsExactly("bob imported", "carl imported", "dora imported");
    }

    @Test
    void reportsEachFriendSeparately() {
        List<FriendOutcome> outcomes = outcomes(answer(OK, ",'Fail_Account':['carl','dora']", item("bob", 0),
                item("carl", 30010, "Err_Full"), item("dora", 30003)));

        assertThat(summary(outcomes)).containsExactly("bob imported", "carl failed friend_limit_reached",
                "dora failed friend_not_found");
        assertThat(outcomes).element(1)
                .extracting(carl -> Objects.requireNonNull(carl.failure()).vendor())
                .isEqualTo(new VendorError("30010", "Err_Full", null));
    }

    @Test
    void reportsAForgottenFriendAsUnknown() {
        assertThat(summary(outcomes(answer(OK, "", items("bob", "dora")))))
                .containsExactly("bob imported", "carl unknown vendor_unavailable", "dora imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "{}", "{'To_Account':'carl'}", "{'To_Account':'carl','ResultCode':null}",
            "{'ResultCode':0}", "{'To_Account':'Carl','ResultCode':0}", "{'To_Account':'carl ','ResultCode':0}" })
    void reportsAFriendOfAnIncompleteItemAsUnknown(String item) {
        assertThat(summary(outcomes(answer(OK, "", items("bob", "dora"), item)))).element(1)
                .isEqualTo("carl unknown vendor_unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{" + OK + "}", "{" + OK + ",'ResultItem':[]}", "{" + OK + ",'ResultItem':null}",
            "{'ActionStatus':'FAIL','ErrorCode':0}" })
    void reportsFriendsAsUnknownWhenNoneIsMentioned(String answer) {
        assertThat(summary(outcomes(answer))).containsExactly("bob unknown vendor_unavailable",
                "carl unknown vendor_unavailable", "dora unknown vendor_unavailable");
    }

    @Test
    void acceptsAResultThatIsRepeated() {
        assertThat(summary(outcomes(answer(OK, "", items("bob", "bob"), item("carl", 30010), item("carl", 30010),
                items("dora"))))).containsExactly("bob imported", "carl failed friend_limit_reached", "dora imported");
    }

    @Test
    void reportsAFriendWithContradictoryResultsAsUnknown() {
        assertThat(summary(outcomes(answer(OK, "", item("bob", 0), item("bob", 30010), item("carl", 30010), item("carl", 0),
                items("dora"))))).containsExactly("bob unknown vendor_unavailable", "carl unknown vendor_unavailable",
                        "dora imported");
    }

    @Test
    void reportsAFriendWithContradictoryResultsOfOneCodeAsUnknown() {
        assertThat(summary(outcomes(answer(OK, "", item("bob", 30001, "Err_SNS_FriendAdd_Friend_Exist"),
                item("bob", 30001, "Err_SNS_FriendImport_Parameter"), items("carl", "dora")))))
                .startsWith("bob unknown vendor_unavailable");
    }

    @Test
    void provesNothingWithACodeThatRequestsConsent() {
        assertThat(failure("{'ErrorCode':30539,'ErrorInfo':'Err'}").certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void reportsASuccessThatIsListedAsFailedAsUnknown() {
        assertThat(summary(outcomes(answer(OK, ",'Fail_Account':['bob'],'Invalid_Account':['carl']",
                items("bob", "carl", "dora"))))).containsExactly("bob unknown vendor_unavailable",
                        "carl unknown vendor_unavailable", "dora imported");
    }

    @Test
    void ignoresAFriendThatWasNotSent() {
        assertThat(summary(outcomes(answer(OK, ",'Fail_Account':['fred']", items("bob", "erik", "carl", "dora"),
                item("fred", 30010))))).containsExactly("bob imported", "carl imported", "dora imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Fail_Account", "Invalid_Account" })
    void provesNothingWithAListWithoutAReason(String list) {
        assertThat(summary(outcomes(answer(OK, ",'" + list + "':['carl',null]", items("bob", "dora")))))
                .containsExactly("bob imported", "carl unknown vendor_rejected", "dora imported");
    }

    @Test
    void readsTheResultsThoughTheStatusIsFail() {
        assertThat(summary(outcomes(answer(FAIL, "", item("bob", 0), item("carl", 30010), item("dora", 30007)))))
                .containsExactly("bob imported", "carl failed friend_limit_reached", "dora unknown vendor_timeout");
    }

    @Test
    void usesTheCodeOfTheResponseForAForgottenFriend() {
        assertThat(summary(outcomes(answer(FAIL.replace("30006", "30008"), "", items("bob", "carl")))))
                .containsExactly("bob imported", "carl imported", "dora unknown write_conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",'ResultItem':[]", ",'ResultItem':null", ",'ResultItem':{}", ",'ResultItem':[{},7]",
            ",'Fail_Account':['bob','carl','dora']" })
    void failsAsAWholeWithoutResults(String more) {
        Failure failure = failure("{" + FAIL + more + "}");

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failure.vendor()).isEqualTo(new VendorError("30006", "Err", 200));
    }

    @ParameterizedTest
    @ValueSource(strings = { "'Fail_Account':{}", "'Fail_Account':''", "'Fail_Account':[{},null,7]", "'Invalid_Account':false",
            "'ErrorCode':{}", "'ErrorCode':'0'", "'ErrorCode':0.0", "'ErrorInfo':[1]" })
    void ignoresAMemberOfAnotherType(String member) {
        assertThat(summary(outcome("{" + member + ",'ResultItem':[" + items("bob") + ",'?',{'To_Account':7,'ResultCode':0},"
                + "{'To_Account':'carl','ResultCode':'30010'},{'To_Account':'dora','ResultCode':30003.0}]}")))
                .containsExactly("bob imported", "carl failed friend_limit_reached", "dora failed friend_not_found");
    }

    @Test
    void readsACodeThoughTheTextIsNoUtf8() {
        Buffer body = Buffer.buffer("{\"ErrorCode\":\"30010\",\"ErrorInfo\":\"").appendBytes(new byte[] { (byte) 0xD5, 0x5C,
                (byte) 0xBA, (byte) 0xC3, (byte) 0xD3, (byte) 0xD1 }).appendString(" full\"}");

        Failure failure = Objects.requireNonNull(TencentResponseParser
                .parse(friends("alice", "bob"), new Response(200, body, null), MASK).failure());

        assertThat(failure.kind()).isEqualTo(Kind.FRIEND_LIMIT_REACHED);
        assertThat(failure.vendor()).isNotNull().extracting(VendorError::message).asString().endsWith(" full");
    }

    @Test
    void provesNoRefusalWithAServerError() {
        assertThat(summary(outcome(answer(OK, "", items("bob"), item("carl", 30010), item("dora", 30007)), 503)))
                .containsExactly("bob imported", "carl unknown friend_limit_reached", "dora unknown vendor_timeout");
    }

    @Test
    void addsThePauseThatTheVendorAsksForToWhatMayBeRetried() {
        Buffer body = Buffer.buffer(answer(OK, "", items("bob"), item("carl", 30008), item("dora", 30010)).replace('\'', '"'));

        ImportOutcome outcome = TencentResponseParser.parse(friends("alice", "bob", "carl", "dora"),
                new Response(200, body, Duration.ofSeconds(7)), MASK);

        assertThat(((PerFriend) outcome).friends()).extracting(friend -> friend.failure() == null ? null
                : friend.failure().retryAfter()).containsExactly(null, Duration.ofSeconds(7), null);
    }

    @Test
    void masksSecretsInTheVendorsTexts() {
        assertThat(Objects.requireNonNull(failure("{'ErrorCode':60003,'ErrorInfo':'no: the%20secret key'}").vendor()).message())
                .isEqualTo("no: ***");
        assertThat(outcomes(answer(OK, "", items("bob", "carl"), item("dora", 30001, "the secret key?")))).element(2)
                .extracting(dora -> Objects.requireNonNull(Objects.requireNonNull(dora.failure()).vendor()).message())
                .isEqualTo("***?");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{'ActionStatus':'OK'}", "{'message':'no Route matched with those values'}" })
    void failsWithoutACode(String answer) {
        Failure failure = failure(answer);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Err_SNS_FriendAdd_Friend_Exist", "Err_SNS_FriendImport_Friend_Exist" })
    void reportsAnExistingFriendAsImported(String info) {
        assertThat(summary(outcomes(answer(OK, ",'Fail_Account':['carl']", items("bob", "dora"), item("carl", 30001, info)))))
                .containsExactly("bob imported", "carl imported", "dora imported");
    }

    @ParameterizedTest
    @CsvSource({ "30001, Err_SNS_FriendImport_Parameter", "30001, Err_Friend_Exist_Not", "30001, ''",
            "60002, Err_SNS_FriendAdd_Friend_Exist" })
    void reportsNoOtherRefusalAsImported(int code, String info) {
        assertThat(summary(outcomes(answer(OK, ",'Fail_Account':['carl']", items("bob", "dora"), item("carl", code, info)))))
                .element(1).isEqualTo("carl failed rejected_by_vendor");
    }

    @Test
    void reportsAFriendWhoMustConfirmAsPending() {
        assertThat(summary(outcomes(answer(OK, ",'Fail_Account':['carl']", items("bob", "dora"), item("carl", 30539)))))
                .containsExactly("bob imported", "carl pending", "dora imported");
    }
}
