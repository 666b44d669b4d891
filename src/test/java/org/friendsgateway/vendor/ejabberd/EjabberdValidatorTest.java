package org.friendsgateway.vendor.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Outcomes.friends;

import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EjabberdValidatorTest {

    private static List<String> pointers(FriendImport friends) {
        return EjabberdValidator.violations(friends).stream().map(Violation::pointer).toList();
    }

    private static List<String> pointersOf(String remark, String... groups) {
        return pointers(new FriendImport("alice",
                List.of(new Friend("bob", remark, null, List.of(groups), null, null, null, Map.of())), null));
    }

    @ParameterizedTest
    @ValueSource(strings = { "b", "Bob", ".", "..", "a.b", "!#$%()*+,-;=?[\\]^_`{|}~", "0", "dörte", "张三", "𠮷野", "Ωμέγα", "ß",
            "\u3042", "مستخدم" })
    void allowsNodes(String id) {
        assertThat(pointers(friends(id, "carl", id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { " ", "a b", "a\"b", "a&b", "a'b", "a/b", "a:b", "<", ">", "a@b", "\u0000", "a\n", "\u007f",
            "a\u00a0b",
            "\u200b", "\u2028", "\ue000", "\ufffd", "\u0e3f\u0378", "\ud83d\ude00", "א1b" })
    void rejectsWhatIsNoNode(String id) {
        assertThat(pointers(friends(id, "carl", id))).containsExactly("/userId", "/friends/1/userId");
    }

    @Test
    void allowsUpTo1023Bytes() {
        assertThat(pointers(friends("a".repeat(1023), "é".repeat(511)))).isEmpty();
        assertThat(pointers(friends("a".repeat(1024), "é".repeat(512)))).containsExactly("/userId", "/friends/0/userId");
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void rejectsALongIdWithoutNormalizingIt() {
        String id = "e" + "\u0301\u0316".repeat(500_000);

        assertThat(pointers(friends(id, "carl", id))).containsExactly("/userId", "/friends/1/userId");
        assertThat(EjabberdValidator.canonical(id)).isEqualTo(id);
    }

    @Test
    void ignoresAnEmptyId() {
        assertThat(pointers(friends("", "carl", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "BOB, bob", "bOb, bob", "DÖRTE, dörte", "Ｂｏｂ, bob", "Straße, strasse", "ΣΑΣ, σασ", "ﬁ, fi", "𐐀, 𐐨",
            "a b, a b" })
    void spellsNodesAsTheServerDoes(String id, String canonical) {
        assertThat(EjabberdValidator.canonical(id)).isEqualTo(canonical);
    }

    @Test
    void allowsTextsOfXml() {
        assertThat(pointersOf("", "a", " ", "同事", "<&>\t\n\r😀")).isEmpty();
        assertThat(pointersOf("<&>\t\n\r😀" + "x".repeat(10_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u0000", "a\u0001", "\u001f", "\ufffe", "\uffff" })
    void rejectsCharactersThatXmlCannotHave(String text) {
        assertThat(pointersOf(text, "a", text)).containsExactly("/friends/0/remark", "/friends/0/groups/1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ";", "a;b" })
    void rejectsGroupsThatTheServerWouldTakeForOthers(String group) {
        assertThat(pointersOf("Bobby", "a", group)).containsExactly("/friends/0/groups/1");
    }
}
