package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Outcomes.friends;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TencentValidatorTest {

    private static final String THREE_BYTES = "友";

    private static List<String> pointers(FriendImport friends) {
        return TencentValidator.violations(friends).stream().map(Violation::pointer).toList();
    }

    private static List<String> pointers(Friend friend) {
        return pointers(new FriendImport("alice", List.of(Friend.of("carl"), friend), false));
    }

    private static Friend bob(@Nullable String remark, @Nullable String source, @Nullable String message, String... groups) {
        return new Friend("bob", remark, null, List.of(groups), source, message, null, Map.of());
    }

    private static Friend bob(String attribute, Object value) {
        return new Friend("bob", null, null, List.of(), null, null, null, Map.of(attribute, value));
    }

    private static Friend bob(@Nullable Instant remarkedAt, @Nullable Instant addedAt) {
        return new Friend("bob", null, remarkedAt, List.of(), null, null, addedAt, Map.of());
    }

    @Test
    void allowsAFriendWithNothingButAnId() {
        assertThat(pointers(Friend.of("bob"))).isEmpty();
    }

    @Test
    void allowsAFriendAtEveryLimit() {
        Friend friend = new Friend("b".repeat(32), THREE_BYTES.repeat(32), Instant.EPOCH,
                Collections.nCopies(32, THREE_BYTES.repeat(10)), "Abcdefgh", THREE_BYTES.repeat(85) + "x", Instant.EPOCH,
                Map.of("Tag_SNS_Custom_Nick", THREE_BYTES.repeat(166) + "xx", "Tag_SNS_Custom_Low", Long.MIN_VALUE,
                        "Tag_SNS_1300000000_High", Long.MAX_VALUE, "Tag_SNS_Custom_None", ""));

        assertThat(pointers(friend)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { " ", "~", "a b", "Bob@example.com", "12345678901234567890123456789012" })
    void allowsPrintableAsciiInIds(String id) {
        assertThat(pointers(friends(id, id + "", "carl"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "123456789012345678901234567890123", "bøb", "鲍勃", "bob\n", "\tbob", "bob\u007f", "\u0000" })
    void rejectsAnyOtherId(String id) {
        assertThat(pointers(friends(id, "carl", id))).containsExactly("/userId", "/friends/1/userId");
    }

    @Test
    void ignoresAnEmptyId() {
        assertThat(pointers(friends("", "carl", ""))).isEmpty();
    }

    @Test
    void refusesARemarkOfMoreThan96Bytes() {
        assertThat(pointers(bob(THREE_BYTES.repeat(32) + "x", null, null))).containsExactly("/friends/1/remark");
    }

    @Test
    void refusesAMessageOfMoreThan256Bytes() {
        assertThat(pointers(bob(null, null, THREE_BYTES.repeat(85) + "xx"))).containsExactly("/friends/1/message");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Abcdefghi", "QR1", "q r", "来源", "Invite\n", "AddSource_Type_Invite" })
    void refusesASourceThatIsNot1To8Letters(String source) {
        assertThat(pointers(bob(null, source, null))).containsExactly("/friends/1/source");
    }

    @Test
    void refusesAGroupWithoutANameOrWithOneOfMoreThan30Bytes() {
        assertThat(pointers(bob(null, null, null, "同事", "", THREE_BYTES.repeat(10) + "x")))
                .containsExactly("/friends/1/groups/1", "/friends/1/groups/2");
    }

    @Test
    void refusesMoreThan32Groups() {
        assertThat(pointers(bob(null, null, null, Collections.nCopies(33, "g").toArray(String[]::new))))
                .containsExactly("/friends/1/groups");
    }

    @Test
    void refusesATimeBefore1970() {
        assertThat(pointers(bob(Instant.EPOCH.minusMillis(1), Instant.MIN)))
                .containsExactly("/friends/1/remarkedAt", "/friends/1/addedAt");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Nick", "tag_sns_Custom_Nick", "Tag_Profile_Custom_Nick", " Tag_SNS_Custom_Nick",
            "Tag_SNS_" })
    void rejectsATagWithoutItsPrefixOrWithNothingElse(String tag) {
        assertThat(pointers(bob(tag, 0L))).containsExactly("/friends/1/attributes/" + tag);
    }

    @Test
    void refusesAnAttributeOfMoreThan500Bytes() {
        assertThat(pointers(bob("Tag_SNS_Custom_Nick", THREE_BYTES.repeat(167))))
                .containsExactly("/friends/1/attributes/Tag_SNS_Custom_Nick");
    }

    @Test
    void escapesATagInItsPointer() {
        assertThat(pointers(bob("a/b~c~1", 0L))).containsExactly("/friends/1/attributes/a~1b~0c~01");
    }

    @Test
    void reportsEverythingAtOnceInTheOrderOfTheRequest() {
        Friend worst = new Friend("bøb", "x".repeat(97), Instant.MIN, List.of(""), "", "x".repeat(257), Instant.MIN,
                Map.of("Nick", "x".repeat(501)));

        assertThat(pointers(new FriendImport("ælice", List.of(Friend.of("bøb"), worst), false))).containsExactly("/userId",
                "/friends/0/userId", "/friends/1/userId", "/friends/1/remark", "/friends/1/message", "/friends/1/remarkedAt",
                "/friends/1/addedAt", "/friends/1/source", "/friends/1/groups/0", "/friends/1/attributes/Nick",
                "/friends/1/attributes/Nick");
    }

    @Test
    void doesNotRepeatAnInvalidValue() {
        assertThat(TencentValidator.violations(friends("alice", "gehéim"))).singleElement().extracting(Violation::message)
                .isEqualTo("must be 1 to 32 bytes of printable ASCII");
    }
}
