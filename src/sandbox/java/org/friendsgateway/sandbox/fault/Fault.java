package org.friendsgateway.sandbox.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.buffer.Buffer;

/**
 * A misbehaviour of a vendor. Start from {@link #refusal}, {@link #raw}, {@link #cut} and the like, and narrow:
 * {@code Fault.refusal(30006, "busy").times(2).forUser("alice")}.
 *
 * @param times the number of calls it affects, at least 1
 * @param user whose calls it affects; all users' if empty
 * @param delay between arrival and response
 * @param processing whether the friends are stored, and on which side of the delay
 */
public record Fault(Call call, int times, Optional<String> user, Duration delay, Processing processing,
        FaultResponse response) {

    public enum Call {
        IMPORT,
        /** A question about a user before an import. */
        CHECK,
        TOKEN
    }

    /** When a call is processed in relation to the delay. */
    public enum Processing {
        BEFORE,
        AFTER,
        NEVER
    }

    /** When a connection breaks. */
    public enum Moment {
        /** Before the body is read, while the peer may still be writing; for a fault of one user, before processing. */
        BEFORE_READING,
        AFTER_PROCESSING,
        MID_ANSWER
    }

    public static final Fault NONE = of(FaultResponse.Edits.NONE);

    public Fault {
        if (times < 1) {
            throw new IllegalArgumentException("a fault is for at least 1 call, not " + times);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay is not negative: " + delay);
        }
        if (!response.allows(processing)) {
            throw new IllegalArgumentException(response + " cannot be had with processing " + processing);
        }
    }

    public static Fault of(FaultResponse response) {
        return new Fault(Call.IMPORT, 1, Optional.empty(), Duration.ZERO, response.defaultProcessing(), response);
    }

    /** Delays the right response; the friends are stored at once. */
    public static Fault delay(Duration delay) {
        return NONE.late(delay);
    }

    /** Tencent refuses the call with this {@code ErrorCode}. */
    public static Fault refusal(int errorCode, String errorInfo) {
        return of(new FaultResponse.Refusal(200, Integer.toString(errorCode), errorInfo, Map.of()));
    }

    /** Easemob refuses the call with this status, {@code error} and {@code error_description}. */
    public static Fault refusal(int status, String error, String description) {
        return of(new FaultResponse.Refusal(status, error, description, Map.of()));
    }

    /** A response that is not the vendor's, but a proxy's or a captive portal's. */
    public static Fault raw(int status, String contentType, String body) {
        return raw(status, contentType, Buffer.buffer(body));
    }

    /** As above, with a body that need not be text in UTF-8. */
    public static Fault raw(int status, String contentType, Buffer body) {
        return of(new FaultResponse.Raw(status, Map.of("Content-Type", contentType), body));
    }

    public static Fault emptyBody() {
        return raw(200, "application/json", "");
    }

    public static Fault redirect(String location) {
        return of(new FaultResponse.Raw(307, Map.of("Location", location), Buffer.buffer()));
    }

    public static Fault truncated() {
        return of(new FaultResponse.Truncated());
    }

    public static Fault endless() {
        return of(new FaultResponse.Endless());
    }

    public static Fault cut(Moment moment) {
        return of(new FaultResponse.Cut(moment));
    }

    public static Fault hang() {
        return of(new FaultResponse.Hang());
    }

    /** Tencent's result for one friend. */
    public static Fault result(String id, int resultCode, String resultInfo) {
        return of(FaultResponse.Edits.NONE.result(id, resultCode, resultInfo));
    }

    /** Easemob's result for one friend: the name of the array that contains it. */
    public static Fault result(String id, String array) {
        return of(FaultResponse.Edits.NONE.result(id, array));
    }

    public static Fault leavingOut(String... ids) {
        return of(FaultResponse.Edits.NONE.leavingOut(ids));
    }

    public static Fault mentioningTwice(String... ids) {
        return of(FaultResponse.Edits.NONE.mentioningTwice(ids));
    }

    public static Fault mentioningUnasked(String... ids) {
        return of(FaultResponse.Edits.NONE.mentioningUnasked(ids));
    }

    public Fault times(int n) {
        return new Fault(call, n, user, delay, processing, response);
    }

    public Fault forUser(String id) {
        return new Fault(call, times, Optional.of(id), delay, processing, response);
    }

    public Fault late(Duration time) {
        return new Fault(call, times, user, time, processing, response);
    }

    /** Whether the friends are stored, and on which side of the delay, independently of the response. */
    public Fault processing(Processing when) {
        return new Fault(call, times, user, delay, when, response);
    }

    /** Adds or replaces a header of {@link #raw} or of a {@link #refusal}. */
    public Fault header(String name, String value) {
        return new Fault(call, times, user, delay, processing, response.header(name, value));
    }

    /** Affects token requests instead of imports. */
    public Fault atLogin() {
        return new Fault(Call.TOKEN, times, user, delay, processing, response);
    }

    /** Whether the path alone decides that the connection breaks. */
    boolean needsNoBody() {
        return user.isEmpty() && response instanceof FaultResponse.Cut cut && cut.moment() == Moment.BEFORE_READING;
    }
}
