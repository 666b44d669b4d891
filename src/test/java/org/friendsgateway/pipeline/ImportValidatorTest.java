package org.friendsgateway.pipeline;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.VirtualScheduler;
import org.friendsgateway.vendor.AppProfile.Notification;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request, and what an app cannot store of it. */
class ImportValidatorTest {

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 10, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, Map.of("gateway.max-friends", "3"), vendor);

    private static Friend full(String userId) {
        return new Friend(userId, "Bobby", Instant.EPOCH, List.of("g"), "Invite", "hi", Instant.EPOCH, Map.of("Tag", 1L));
    }

    private static ImportCommand order(@Nullable Boolean notify, boolean strict, Friend... friends) {
        return new ImportCommand(Caller.ANONYMOUS, "chat", new FriendImport("alice", List.of(friends), notify), List.of(),
                ofSeconds(30), strict, null);
    }

    private List<String> pointers(ImportCommand order) {
        Failure refusal = Objects.requireNonNull(fixture.start(order).report().failure());
        assertThat(refusal.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(vendor.calls).isEmpty();
        return refusal.violations().stream().map(Violation::pointer).toList();
    }

    private List<String> warnings(ImportCommand order) {
        ImportResult report = fixture.start(order).report();
        assertThat(report.outcome().isComplete()).isTrue();
        return report.warnings().stream().map(warning -> warning.code() + " " + warning.field()).toList();
    }

    @Test
    void reportsTheAppThatACallerMayNotAccess() {
        ImportResult report = fixture.start(new ImportCommand(new Caller("orders", Set.of("other"), 1), "chat",
                new FriendImport("alice", List.of(Friend.of("bob")), false), List.of(), ofSeconds(30), false, null)).report();

        assertThat(report.failure()).extracting(Failure::kind).isEqualTo(Kind.FORBIDDEN);
        assertThat(report.app()).isEqualTo(vendor.profile());
        assertThat(vendor.calls).isEmpty();
    }

    @Test
    void refusesDuplicatesByTheVendorsSpelling() {
        assertThat(pointers(order(false, false, Friend.of("Bob"), Friend.of("carl"), Friend.of("bob"))))
                .containsExactly("/friends/2/userId");
    }

    @Test
    void refusesTheOwnerAsAFriendByTheVendorsSpelling() {
        assertThat(pointers(order(false, false, Friend.of("bob"), Friend.of("ALICE")))).containsExactly("/friends/1/userId");
    }

    @Test
    void refusesMoreThanMaxFriends() {
        assertThat(pointers(order(false, false, Stream.of("a", "b", "c", "d").map(Friend::of).toArray(Friend[]::new))))
                .containsExactly("/friends");
    }

    @Test
    void reportsAllViolationsAtOnce() {
        vendor.violations = List.of(new Violation("/friends/0/remark", "must be short"));
        vendor.stored = EnumSet.noneOf(FriendField.class);
        ImportCommand order = new ImportCommand(Caller.ANONYMOUS, "chat",
                new FriendImport("alice", List.of(full("bob"), Friend.of("bob"), Friend.of(""), Friend.of("")), true),
                List.of(new Violation("/nonsense", "is not known")), ofSeconds(30), true, null);
        assertThat(pointers(order)).containsExactly("/nonsense", "/friends", "/friends/1/userId", "/friends/0/remark",
                "/notify", "/friends/0/remark", "/friends/0/remarkedAt", "/friends/0/groups", "/friends/0/source",
                "/friends/0/message", "/friends/0/addedAt", "/friends/0/attributes");
    }

    @Test
    void refusesEachFieldThatCannotBeStoredWhenHandlingIsStrict() {
        vendor.stored = EnumSet.complementOf(EnumSet.of(FriendField.REMARK, FriendField.GROUPS));
        assertThat(pointers(order(false, true, full("bob"), Friend.of("carl"), full("dora")))).containsExactly(
                "/friends/0/remark", "/friends/0/groups", "/friends/2/remark", "/friends/2/groups");
    }

    @Test
    void warnsOnceForEachKindOfFieldThatCannotBeStored() {
        vendor.stored = EnumSet.of(FriendField.REMARK, FriendField.MESSAGE, FriendField.ATTRIBUTES);
        assertThat(warnings(order(true, false, full("bob"), full("carl"), Friend.of("dora")))).containsExactly(
                "field_not_stored remarkedAt", "field_not_stored groups", "field_not_stored source",
                "field_not_stored addedAt", "field_not_stored notify");
    }

    @Test
    void doesNotWarnAboutUnusedFields() {
        vendor.stored = EnumSet.noneOf(FriendField.class);
        assertThat(warnings(order(false, false, Friend.of("bob")))).isEmpty();
    }

    @Test
    void doesNotWarnWhenTheVendorStoresAllFields() {
        vendor.notification = Notification.ON_REQUEST;
        assertThat(warnings(order(true, true, full("bob")))).isEmpty();
    }

    @Test
    void warnsOfANotificationThatCannotBePrevented() {
        vendor.notification = Notification.ALWAYS;
        assertThat(warnings(order(false, false, Friend.of("bob")))).containsExactly("field_not_stored notify");
    }

    @Test
    void refusesToPreventANotificationWhenHandlingIsStrict() {
        vendor.notification = Notification.ALWAYS;
        assertThat(pointers(order(false, true, Friend.of("bob")))).containsExactly("/notify");
    }

    @ParameterizedTest
    @ValueSource(strings = "true")
    @NullSource
    void doesNotWarnOfANotificationThatTheCallerDoesNotMind(@Nullable Boolean notify) {
        vendor.notification = Notification.ALWAYS;
        assertThat(warnings(order(notify, true, Friend.of("bob")))).isEmpty();
    }

    @Test
    void warnsWhenUsersAreNotVerifiedHoweverStrictTheHandling() {
        vendor.verifiesUsers = false;
        assertThat(warnings(order(null, true, Friend.of("bob")))).containsExactly("users_not_verified userId");
    }

    @Test
    void refusesAnUnknownApp() {
        Running running = fixture.start(PipelineFixture.order("nope", "alice", List.of(Friend.of("bob")), ofSeconds(30)));
        assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.APP_NOT_FOUND);
        assertThat(running.report().app()).isNull();
    }

    @Test
    void requiresAnAppWhenSeveralAreConfigured() {
        PipelineFixture both = new PipelineFixture(time, vendor, new FakeVendor("other", 10, 100, time));
        List<Violation> known = new ArrayList<>(List.of(new Violation("/nonsense", "is not known")));
        Running running = both
                .start(new ImportCommand(Caller.ANONYMOUS, null, new FriendImport("alice", List.of(), false), known,
                        ofSeconds(30), false, null));
        Failure refusal = Objects.requireNonNull(running.report().failure());
        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly("/nonsense", "/app");
    }

    @Test
    void usesTheDefaultApp() {
        PipelineFixture both = new PipelineFixture(time, Map.of("gateway.default-app", "chat"), vendor,
                new FakeVendor("other", 10, 100, time));
        Running running = both.start("alice", ofSeconds(30), "bob");
        assertThat(running.report().app()).isEqualTo(vendor.profile());
    }
}
