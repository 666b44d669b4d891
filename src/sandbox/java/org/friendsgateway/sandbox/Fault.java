package org.friendsgateway.sandbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.buffer.Buffer;

/**
 * An order to misbehave: for which calls, how late, and what to answer. Start from {@link #refusal}, {@link #raw},
 * {@link #cut} and the like, and narrow: {@code Fault.refusal(30006, "busy").times(2).forUser("alice")}.
 *
 * @param times how many calls it is for
 * @param user whose calls it is for; everybody's when empty
 * @param delay passes between the arrival and the answer
 * @param processing whether the friends are stored, and on which side of the delay
 */
public record Fault(Call call, int times, Optional<String> user, Duration delay, Processing processing, FaultAnswer answer) {

    /** The calls a vendor knows. */
    public enum Call {
        IMPORT,
        TOKEN
    }

    /** When a call is processed, seen from the delay. */
    public enum Processing {
        BEFORE,
        AFTER,
        NEVER
    }

    /** When a connection breaks. */
    public enum Moment {
        /** Before the body is read, so that the peer may still be writing; ordered for one user, before anything is done. */
        BEFORE_READING,
        AFTER_PROCESSING,
        MID_ANSWER
    }

    /** No misbehaviour. */
    static final Fault NONE = of(FaultAnswer.Edits.NONE);

    public Fault {
        requireNonNull(call, "call");
        requireNonNull(user, "user");
        if (times < 1) {
            throw new IllegalArgumentException("a fault is for at least 1 call, not " + times);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay is not negative: " + delay);
        }
        if (!answer.allows(processing)) {
            throw new IllegalArgumentException(answer + " cannot be had with processing " + processing);
        }
    }

    public static Fault of(FaultAnswer answer) {
        return new Fault(Call.IMPORT, 1, Optional.empty(), Duration.ZERO, answer.usually(), answer);
    }

    /** The right answer, late; the friends are stored at once. */
    public static Fault delay(Duration delay) {
        return NONE.late(delay);
    }

    /** Tencent refuses the call with this {@code ErrorCode}. */
    public static Fault refusal(int errorCode, String errorInfo) {
        return of(new FaultAnswer.Refusal(200, Integer.toString(errorCode), errorInfo, Map.of()));
    }

    /** Easemob refuses the call with this status, {@code error} and {@code error_description}. */
    public static Fault refusal(int status, String error, String description) {
        return of(new FaultAnswer.Refusal(status, error, description, Map.of()));
    }

    /** Somebody else answers: a proxy, a captive portal. */
    public static Fault raw(int status, String contentType, String body) {
        return raw(status, contentType, Buffer.buffer(body));
    }

    /** The same with a body that need not be text, or not in UTF-8. */
    public static Fault raw(int status, String contentType, Buffer body) {
        return of(new FaultAnswer.Raw(status, Map.of("Content-Type", contentType), body));
    }

    public static Fault emptyBody() {
        return raw(200, "application/json", "");
    }

    public static Fault redirect(String location) {
        return of(new FaultAnswer.Raw(307, Map.of("Location", location), Buffer.buffer()));
    }

    public static Fault truncated() {
        return of(new FaultAnswer.Truncated());
    }

    public static Fault endless() {
        return of(new FaultAnswer.Endless());
    }

    public static Fault cut(Moment moment) {
        return of(new FaultAnswer.Cut(moment));
    }

    public static Fault hang() {
        return of(new FaultAnswer.Hang());
    }

    /** Tencent's verdict on one friend. */
    public static Fault result(String id, int resultCode, String resultInfo) {
        return of(FaultAnswer.Edits.NONE.result(id, resultCode, resultInfo));
    }

    /** Easemob's verdict on one friend: the name of the array it is found in. */
    public static Fault result(String id, String array) {
        return of(FaultAnswer.Edits.NONE.result(id, array));
    }

    public static Fault leavingOut(String... ids) {
        return of(FaultAnswer.Edits.NONE.leavingOut(ids));
    }

    public static Fault mentioningTwice(String... ids) {
        return of(FaultAnswer.Edits.NONE.mentioningTwice(ids));
    }

    public static Fault mentioningUnasked(String... ids) {
        return of(FaultAnswer.Edits.NONE.mentioningUnasked(ids));
    }

    public Fault times(int n) {
        return new Fault(call, n, user, delay, processing, answer);
    }

    public Fault forUser(String id) {
        return new Fault(call, times, Optional.of(id), delay, processing, answer);
    }

    public Fault late(Duration time) {
        return new Fault(call, times, user, time, processing, answer);
    }

    /** Whatever is answered, the friends are stored: before the delay, or after it, or not at all. */
    public Fault processing(Processing when) {
        return new Fault(call, times, user, delay, when, answer);
    }

    /** A header of {@link #raw} or of a {@link #refusal}, in place of one of the same name. */
    public Fault header(String name, String value) {
        return new Fault(call, times, user, delay, processing, answer.header(name, value));
    }

    /** For requests of a token instead of imports. */
    public Fault atLogin() {
        return new Fault(Call.TOKEN, times, user, delay, processing, answer);
    }

    /** Whether the connection breaks before anything is known of the call but its path. */
    boolean needsNoBody() {
        return user.isEmpty() && answer instanceof FaultAnswer.Cut cut && cut.moment() == Moment.BEFORE_READING;
    }
}
