package org.friendsgateway.metrics;

import static org.friendsgateway.metrics.ImportMeters.NONE;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.friend.FriendOutcome.Status;
import org.friendsgateway.vendor.AppProfile;
import org.jspecify.annotations.Nullable;

/**
 * Registers series at zero when the gateway starts: Prometheus sees an increase only against an earlier value, and alerts must
 * not miss the first event. Verdicts on single friends and rejected requests appear with their first case.
 */
final class MeterPreregistration {

    /** Failures of the gateway or a vendor that say nothing about the request itself. */
    static final Set<Kind> OUTAGES = Stream.of(Kind.values())
            .filter(kind -> kind.origin() != Origin.CALLER && (kind.status() >= 500 || kind.retryable()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));

    private static final List<Kind> UNKNOWN_OUTCOMES = List.of(Kind.VENDOR_TIMEOUT, Kind.VENDOR_UNAVAILABLE,
            Kind.DEADLINE_EXCEEDED);
    private static final List<Kind> RETRIED = List.of(Kind.WRITE_CONFLICT, Kind.VENDOR_RATE_LIMITED, Kind.VENDOR_TIMEOUT,
            Kind.VENDOR_UNAVAILABLE, Kind.VENDOR_UNAUTHORIZED);
    private static final List<Kind> REJECTIONS = List.of(Kind.INVALID_REQUEST, Kind.UNAUTHENTICATED,
            Kind.APP_NOT_FOUND);

    private MeterPreregistration() {
    }

    /** For requests that reach no app. */
    static void withoutApp(ImportMeters meters) {
        REJECTIONS.forEach(kind -> request(meters, null, "rejected", kind.code()));
        List.of(Kind.INTERNAL_ERROR, Kind.OVERLOADED).forEach(kind -> request(meters, null, "failed", kind.code()));
        meters.bulkLines(null, null, "rejected").increment(0);
    }

    static void of(ImportMeters meters, AppProfile app) {
        request(meters, app, "complete", NONE);
        request(meters, app, "partial", NONE);
        Stream.of("complete", "partial", "failed", "rejected")
                .forEach(outcome -> meters.bulkLines(app.name(), app.provider(), outcome).increment(0));
        request(meters, app, "rejected", Kind.FORBIDDEN.code());
        OUTAGES.forEach(kind -> request(meters, app, "failed", kind.code()));
        friends(meters, app, Status.IMPORTED, NONE);
        friends(meters, app, Status.PENDING, NONE);
        OUTAGES.forEach(kind -> friends(meters, app, Status.FAILED, kind.code()));
        UNKNOWN_OUTCOMES.forEach(kind -> friends(meters, app, Status.UNKNOWN, kind.code()));
        RETRIED.forEach(kind -> meters.retry(app, kind.code()).increment(0));
        meters.overhead(app);
        Stream.of(GatewayException.OK, Kind.VENDOR_RATE_LIMITED.code()).forEach(result -> meters.vendorCall(app, result));
    }

    private static void request(ImportMeters meters, @Nullable AppProfile app, String outcome, String code) {
        meters.requests(app, outcome, code).increment(0);
    }

    private static void friends(ImportMeters meters, AppProfile app, Status status, String code) {
        meters.friends(app, status.code(), code).increment(0);
    }
}
