package org.friendsgateway.pipeline;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.friendsgateway.pipeline.FakeVendor.fails;
import static org.friendsgateway.pipeline.FakeVendor.refusal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.friendsgateway.caller.Caller;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.pipeline.PipelineFixture.Running;
import org.friendsgateway.time.Deadline;
import org.friendsgateway.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that wait for the same app, a hundred calls a second. */
class CallersShareTest {

    private static final Caller ORDERS = new Caller("orders", null, 1);
    private static final Caller BILLING = new Caller("billing", null, 1);
    private static final Caller SALES = new Caller("sales", null, 3);

    private final VirtualScheduler time = new VirtualScheduler();
    private final FakeVendor vendor = new FakeVendor("chat", 1, 100, time);
    private final PipelineFixture fixture = new PipelineFixture(time, vendor);

    @Test
    void servesACallerWhileAnotherHasABacklog() {
        crowd(ORDERS, 2000);
        time.advance(ofSeconds(1));

        Running single = start(BILLING, "alice", ofSeconds(1));
        time.advance(ofMillis(600));

        assertThat(single.outcomes()).containsExactly("friend imported");
    }

    @Test
    void sharesEquallyBetweenCallersThatWait() {
        crowd(ORDERS, 2000);
        time.advance(ofSeconds(1));
        crowd(BILLING, 500);
        time.advance(ofMillis(300));
        vendor.calls.clear();

        time.advance(ofSeconds(4));

        assertThat(calls(BILLING)).isCloseTo(calls(ORDERS), within(4L));
        assertThat(calls(BILLING) + calls(ORDERS)).isBetween(396L, 400L);
    }

    @Test
    void sharesByWeight() {
        crowd(ORDERS, 2000);
        crowd(SALES, 2000);
        time.advance(ofSeconds(1));
        vendor.calls.clear();

        time.advance(ofSeconds(4));

        assertThat((double) calls(SALES) / calls(ORDERS)).isCloseTo(3, within(0.15));
    }

    @Test
    void givesTheWholeQuotaToASingleCaller() {
        crowd(ORDERS, 300);
        crowd(SALES, 30);
        time.advance(ofSeconds(1));
        vendor.calls.clear();

        time.advance(ofSeconds(2));

        assertThat(calls(ORDERS)).isBetween(198L, 200L);
    }

    @Test
    void foreseesTheNextPermitOfEachCaller() {
        crowd(ORDERS, 2000);
        time.advance(ofSeconds(1));

        Running refused = start(ORDERS, "late", ofSeconds(5));
        Running admitted = start(BILLING, "early", ofSeconds(5));

        assertThat(refused.report().failure()).extracting(Failure::kind).isEqualTo(Kind.RATE_LIMITED);
        assertThat(refused.report().retryAfter()).isBetween(ofSeconds(18), ofSeconds(21));
        time.advance(ofMillis(600));
        assertThat(admitted.outcomes()).containsExactly("friend imported");
    }

    @Test
    void refusesWaitersWhoseDeadlineComesBeforeTheEndOfAPause() {
        vendor.answers(fails(refusal(Kind.VENDOR_RATE_LIMITED).withRetryAfter(ofSeconds(20))));
        List<Running> crowd = crowd(ORDERS, 2000);
        time.advance(ofSeconds(1));

        List<Running> refused = crowd.stream().filter(Running::done).toList();
        assertThat(refused).hasSizeBetween(1000, 1060).first().satisfies(
                running -> assertThat(running.report().failure()).extracting(Failure::kind).isEqualTo(Kind.RATE_LIMITED));
        time.advance(ofSeconds(30));
        assertThat(crowd).filteredOn(running -> running.report().failure() == null).hasSizeGreaterThan(930);
    }

    @Test
    void servesWaitersInOrderAfterAStall() {
        List<Running> crowd = crowd(ORDERS, 200);
        time.stall(ofMillis(35));

        time.advance(ofSeconds(1));

        assertThat(crowd.subList(0, 6)).allMatch(Running::done);
        assertThat(crowd.get(199).done()).isFalse();
    }

    @Test
    void passesPermitsOfDisconnectedCallersOn() {
        List<Running> crowd = crowd(ORDERS, 200);
        time.advance(ofMillis(50));
        crowd.subList(6, 199).forEach(Running::cancel);

        time.advance(ofMillis(300));

        assertThat(crowd.get(199).outcomes()).containsExactly("friend imported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "orders", "billing" })
    void servesASingleImportAfterOneLineOfAStream(String caller) {
        for (int i = 0; i < 2000; i++) {
            fixture.start(command(ORDERS, "line" + i, ofSeconds(30))
                    .asLine(new BulkLine(Deadline.in(ofSeconds(30), time), null)));
        }
        time.advance(ofMillis(2003));

        Running single = start(new Caller(caller, null, 1), "single", ofSeconds(1));
        time.advance(ofMillis(12));

        assertThat(single.outcomes()).containsExactly("friend imported");
        assertThat(vendor.calls).hasSizeBetween(196, 200);
    }

    private List<Running> crowd(Caller caller, int size) {
        List<Running> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            crowd.add(start(caller, caller.name() + i, ofSeconds(30)));
        }
        time.advance(ZERO);
        return crowd;
    }

    private Running start(Caller caller, String user, Duration timeout) {
        return fixture.start(command(caller, user, timeout));
    }

    private static ImportCommand command(Caller caller, String user, Duration timeout) {
        return new ImportCommand(caller, "chat", new FriendImport(user, List.of(Friend.of("friend")), false), List.of(),
                timeout, false, null);
    }

    private long calls(Caller caller) {
        return vendor.calls.stream().filter(call -> call.owner().startsWith(caller.name())).count();
    }
}
