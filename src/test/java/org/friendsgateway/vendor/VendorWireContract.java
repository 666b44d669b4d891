package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Eventually.failureOf;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;

import java.time.Duration;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.sandbox.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every vendor promises about broken connections and invalid responses. */
abstract class VendorWireContract extends VendorFixture {

    static final Duration SHORT = Duration.ofMillis(200);
    static final FriendImport FRIENDS = friends("alice", "dora", "bob", "carl");

    final Failure failure(Fault fault) {
        faults().add(fault);
        return failureOf(send(app(), FRIENDS));
    }

    static void assertUnknown(Failure failure, Kind kind) {
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.RETRY_WITH_BACKOFF);
    }

    static void assertNothingImported(Failure failure, Kind kind) {
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOTHING_IMPORTED);
    }

    @Test
    void reportsThatNothingWasImportedByAVendorThatIsDown() {
        int port = port();
        goDown();

        assertNothingImported(failureOf(send(app(port, GENEROUS, 10), FRIENDS)), Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void timesOutWhenAVendorIsSlow() {
        // Long enough for the login on a busy machine.
        VendorApp app = app(port(), Duration.ofSeconds(2), 10);
        done(app.authenticate());
        faults().add(Fault.hang());

        assertUnknown(failureOf(send(app, FRIENDS)), Kind.VENDOR_TIMEOUT);
    }

    @Test
    void rejectsATruncatedResponse() {
        assertUnknown(failure(Fault.truncated()), Kind.VENDOR_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "null", "{}", "[]", "7", "\"ok\"", "<html>Log in to the network</html>",
            "{\"data\":null}",
            "{\"ErrorCode\":null}" })
    void rejectsAMeaninglessResponse(String nonsense) {
        assertUnknown(failure(Fault.raw(200, "application/json", nonsense)), Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void rejectsTheErrorPageOfAProxy() {
        assertUnknown(failure(Fault.raw(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")),
                Kind.VENDOR_UNAVAILABLE);
    }

    @Test
    void stopsReadingAnEndlessResponse() {
        assertUnknown(failure(Fault.endless()), Kind.VENDOR_UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource(Fault.Moment.class)
    void reportsACallWhoseConnectionBrokeAsUnknown(Fault.Moment moment) {
        assertUnknown(failure(Fault.cut(moment)), Kind.VENDOR_UNAVAILABLE);
    }

    /**
     * A refusal of a call in the vendor's own format, with this HTTP status, from 200 to 599. {@link Fault#raw} makes
     * those with a status that the simulation itself would not refuse with.
     */
    protected abstract Fault refusal(int status);

    /** Whether such a refusal proves that nothing was imported, by the vendor's documents. */
    protected abstract boolean isProof(int status);

    @ParameterizedTest
    @EnumSource(names = { "BEFORE", "NEVER" })
    void agreesWithWhatTheVendorStored(Fault.Processing processing) {
        VendorApp app = app();
        for (int status = 200; status < 600; status++) {
            boolean hasBody = status != 204 && status != 205 && status != 304;
            assertAgreesWithVendor(app, "r" + status, refusal(status).processing(processing), hasBody && isProof(status));
            assertAgreesWithVendor(app, "p" + status,
                    Fault.raw(status, "text/html", "<html>Sorry</html>").processing(processing), false);
            assertAgreesWithVendor(app, "j" + status,
                    Fault.raw(status, "application/json", "[\"Sorry\"]").processing(processing), false);
        }
    }

    /** Makes a call that fails, and compares the certainty of the failure with what the vendor has stored. */
    protected final void assertAgreesWithVendor(VendorApp app, String user, Fault fault, boolean proof) {
        faults().add(fault.forUser(user));

        Failure failure = failureOf(send(app, friends(user, "bob", "carl")));

        assertThat(friendsOf(user)).as(user).hasSize(
                fault.processing() == Fault.Processing.NEVER ? 0 : Math.min(2, app.profile().batchSize()));
        assertThat(failure.certainty()).as("%s: %s", user, failure)
                .isEqualTo(proof ? Certainty.NOTHING_IMPORTED : Certainty.UNKNOWN);
    }

    @Test
    void followsNoRedirect() {
        RecordingServer elsewhere = RecordingServer.answering(vertx(), Buffer.buffer("{}"));

        Failure failure = failure(Fault.redirect(elsewhere.url() + "/v4/sns/friend_import"));

        assertThat(failure.vendor()).isNotNull().satisfies(vendor -> assertThat(vendor.httpStatus()).isEqualTo(307));
        assertThat(elsewhere.requests()).isEmpty();
    }
}
