package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.friendsgateway.vendor.Told.friends;
import static org.friendsgateway.vendor.Told.told;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.VendorFault;
import org.friendsgateway.friend.FriendOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentVerdictsTest {

    private static final String OK = "'ActionStatus':'OK','ErrorCode':0,'ErrorInfo':'','ErrorDisplay':''";
    private static final String FAIL = "'ActionStatus':'FAIL','ErrorCode':30006,'ErrorInfo':'Err','ErrorDisplay':''";

    private static List<FriendOutcome> outcomes(String answer) {
        try {
            return TencentVerdicts.of(friends("alice", "bob", "carl", "dora"),
                    new ObjectMapper().readValue(answer.replace('\'', '"'), TencentApi.Answer.class), 200);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
        return Objects.requireNonNull(catchThrowableOfType(GatewayException.class, () -> outcomes(answer))).failure();
    }

    @Test
    void keepsTheOrderOfTheRequest() {
        assertThat(told(outcomes(answer(OK, "", items("dora", "bob", "carl")))))
                .containsExactly("bob imported", "carl imported", "dora imported");
    }

    @Test
    void judgesEachFriendByItself() {
        List<FriendOutcome> outcomes = outcomes(answer(OK, ",'Fail_Account':['carl','dora']", item("bob", 0),
                item("carl", 30010, "Err_Full"), item("dora", 30003)));

        assertThat(told(outcomes)).containsExactly("bob imported", "carl failed friend_limit_reached",
                "dora failed friend_not_found");
        assertThat(outcomes).allMatch(FriendOutcome::judged).element(1)
                .extracting(carl -> Objects.requireNonNull(carl.failure()).vendor())
                .isEqualTo(new VendorFault("30010", "Err_Full", null));
    }

    @Test
    void reportsAForgottenFriendAsUnknown() {
        assertThat(told(outcomes(answer(OK, "", items("bob", "dora")))))
                .containsExactly("bob imported", "carl unknown vendor_unavailable", "dora imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "{}", "{'To_Account':'carl'}", "{'To_Account':'carl','ResultCode':null}",
            "{'ResultCode':0}", "{'To_Account':'Carl','ResultCode':0}", "{'To_Account':'carl ','ResultCode':0}" })
    void reportsAFriendOfAnIncompleteItemAsUnknown(String item) {
        assertThat(told(outcomes(answer(OK, "", items("bob", "dora"), item)))).element(1)
                .isEqualTo("carl unknown vendor_unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{" + OK + "}", "{" + OK + ",'ResultItem':[]}", "{" + OK + ",'ResultItem':null}",
            "{'ActionStatus':'FAIL','ErrorCode':0}" })
    void knowsNothingOfFriendsWhenNobodyIsMentioned(String answer) {
        assertThat(told(outcomes(answer))).containsExactly("bob unknown vendor_unavailable",
                "carl unknown vendor_unavailable", "dora unknown vendor_unavailable");
    }

    @Test
    void takesAVerdictThatIsGivenTwice() {
        assertThat(told(outcomes(answer(OK, "", items("bob", "bob"), item("carl", 30010), item("carl", 30010),
                items("dora"))))).containsExactly("bob imported", "carl failed friend_limit_reached", "dora imported");
    }

    @Test
    void believesNeitherOfTwoVerdictsThatContradictEachOther() {
        assertThat(told(outcomes(answer(OK, "", item("bob", 0), item("bob", 30010), item("carl", 30010), item("carl", 0),
                items("dora"))))).containsExactly("bob unknown vendor_unavailable", "carl unknown vendor_unavailable",
                        "dora imported");
    }

    @Test
    void doesNotBelieveASuccessThatIsListedAsFailed() {
        assertThat(told(outcomes(answer(OK, ",'Fail_Account':['bob'],'Invalid_Account':['carl']",
                items("bob", "carl", "dora"))))).containsExactly("bob unknown vendor_unavailable",
                        "carl unknown vendor_unavailable", "dora imported");
    }

    @Test
    void ignoresAFriendWhomNobodyAskedFor() {
        assertThat(told(outcomes(answer(OK, ",'Fail_Account':['fred']", items("bob", "erik", "carl", "dora"),
                item("fred", 30010))))).containsExactly("bob imported", "carl imported", "dora imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Fail_Account", "Invalid_Account" })
    void takesAFriendWhoIsOnlyListedAsFailedAsFailed(String list) {
        assertThat(told(outcomes(answer(OK, ",'" + list + "':['carl',null]", items("bob", "dora")))))
                .containsExactly("bob imported", "carl failed vendor_rejected", "dora imported");
    }

    @Test
    void readsTheFriendsVerdictsThoughTheAnswerSaysFail() {
        assertThat(told(outcomes(answer(FAIL, "", item("bob", 0), item("carl", 30010), item("dora", 30007)))))
                .containsExactly("bob imported", "carl failed friend_limit_reached", "dora unknown vendor_timeout");
    }

    @Test
    void takesTheAnswersCodeForAForgottenFriendAndProvesNothingByIt() {
        assertThat(told(outcomes(answer(FAIL.replace("30006", "30008"), "", items("bob", "carl")))))
                .containsExactly("bob imported", "carl imported", "dora unknown write_conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",'ResultItem':[]", ",'ResultItem':null", ",'Fail_Account':['bob','carl','dora']" })
    void failsAsAWholeWhenNoFriendIsJudged(String more) {
        Failure failure = failure("{" + FAIL + more + "}");

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
        assertThat(failure.proven()).isTrue();
        assertThat(failure.vendor()).isEqualTo(new VendorFault("30006", "Err", 200));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{'ActionStatus':'OK'}", "{'message':'no Route matched with those values'}" })
    void cannotReadAnAnswerWithoutACode(String answer) {
        Failure failure = failure(answer);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
        assertThat(failure.proven()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Err_SNS_FriendAdd_Friend_Exist", "Err_SNS_FriendImport_Friend_Exist" })
    void countsAFriendWhoIsOneAlreadyAsImported(String info) {
        assertThat(told(outcomes(answer(OK, ",'Fail_Account':['carl']", items("bob", "dora"), item("carl", 30001, info)))))
                .containsExactly("bob imported", "carl imported", "dora imported");
    }

    @ParameterizedTest
    @CsvSource({ "30001, Err_SNS_FriendImport_Parameter", "30001, Err_Friend_Exist_Not", "30001, ''",
            "60002, Err_SNS_FriendAdd_Friend_Exist" })
    void countsNoOtherRefusalAsImported(int code, String info) {
        assertThat(told(outcomes(answer(OK, ",'Fail_Account':['carl']", items("bob", "dora"), item("carl", code, info)))))
                .element(1).isEqualTo("carl failed rejected_by_vendor");
    }

    @Test
    void knowsAFriendWhoMustConfirmAsPending() {
        assertThat(told(outcomes(answer(OK, ",'Fail_Account':['carl']", items("bob", "dora"), item("carl", 30539)))))
                .containsExactly("bob imported", "carl pending", "dora imported");
    }
}
