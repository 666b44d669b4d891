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
 * What is there from the start, at zero: an increase is seen only against what was there before, and alerts must not miss
 * the first event. Verdicts on single friends, and what is wrong with a request, are left to come with their first case.
 */
final class MeterPreregistration {

    /** Why gateway or vendor may fail a request: somebody's trouble, not a verdict on what was asked. */
    static final Set<Kind> TROUBLES = Stream.of(Kind.values())
            .filter(kind -> kind.origin() != Origin.CALLER && (kind.status() >= 500 || kind.retryable()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));

    private static final List<Kind> WITHOUT_PROOF = List.of(Kind.VENDOR_TIMEOUT, Kind.VENDOR_UNAVAILABLE,
            Kind.DEADLINE_EXCEEDED);
    private static final List<Kind> REPEATED = List.of(Kind.WRITE_CONFLICT, Kind.VENDOR_RATE_LIMITED, Kind.VENDOR_TIMEOUT,
            Kind.VENDOR_UNAVAILABLE, Kind.VENDOR_UNAUTHORIZED);
    private static final List<Kind> REFUSALS = List.of(Kind.INVALID_REQUEST, Kind.UNAUTHENTICATED,
            Kind.APP_NOT_FOUND);

    private MeterPreregistration() {
    }

    /** Of requests that never come to an app. */
    static void withoutApp(ImportMeters meters) {
        REFUSALS.forEach(kind -> request(meters, null, "rejected", kind.code()));
        List.of(Kind.INTERNAL_ERROR, Kind.OVERLOADED).forEach(kind -> request(meters, null, "failed", kind.code()));
    }

    static void of(ImportMeters meters, AppProfile app) {
        request(meters, app, "complete", NONE);
        request(meters, app, "partial", NONE);
        request(meters, app, "rejected", Kind.FORBIDDEN.code());
        TROUBLES.forEach(kind -> request(meters, app, "failed", kind.code()));
        friends(meters, app, Status.IMPORTED, NONE);
        friends(meters, app, Status.PENDING, NONE);
        TROUBLES.forEach(kind -> friends(meters, app, Status.FAILED, kind.code()));
        WITHOUT_PROOF.forEach(kind -> friends(meters, app, Status.UNKNOWN, kind.code()));
        REPEATED.forEach(kind -> meters.retry(app, kind.code()).increment(0));
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
