package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Outcomes.friends;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EasemobValidatorTest {

    private static List<String> pointers(FriendImport friends) {
        return EasemobValidator.violations(friends).stream().map(Violation::pointer).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "b", "Bob", "0", "_", "-", "...", "a.b", ".b", "b..", "a_b-c.D9",
            "1234567890123456789012345678901234567890123456789012345678901234" })
    void allowsLettersDigitsUnderscoresDotsAndHyphens(String id) {
        assertThat(pointers(friends(id, "carl", id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { " ", "a b", "bob\n", "bøb", "鲍勃", "\u017f", "\u212a", "a/b", "../bob", "a%2fb", "a+b", "a@b", "~",
            "\u0000",
            "12345678901234567890123456789012345678901234567890123456789012345" })
    void rejectsAnyOtherId(String id) {
        assertThat(pointers(friends(id, "carl", id))).containsExactly("/userId", "/friends/1/userId");
    }

    @ParameterizedTest
    @ValueSource(strings = { ".", ".." })
    void rejectsAnIdThatIsADotSegment(String id) {
        assertThat(pointers(friends(id, "carl", id))).containsExactly("/userId", "/friends/1/userId");
    }

    @Test
    void ignoresAnEmptyId() {
        assertThat(pointers(friends("", "carl", ""))).isEmpty();
    }

    @Test
    void hasNoRulesForWhatItDoesNotStore() {
        Friend friend = new Friend("bob", "x".repeat(1000), Instant.MIN, List.of(""), "?", "x".repeat(1000), Instant.MIN,
                Map.of("", "x".repeat(1000)));

        assertThat(pointers(new FriendImport("alice", List.of(friend), true))).isEmpty();
    }

    @Test
    void doesNotRepeatAnInvalidId() {
        assertThat(EasemobValidator.violations(friends("alice", "gehéim"))).singleElement().extracting(Violation::message)
                .isEqualTo("must be 1 to 64 letters, digits, underscores, dots or hyphens");
    }
}
