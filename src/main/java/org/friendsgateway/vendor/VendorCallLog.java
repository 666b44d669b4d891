package org.friendsgateway.vendor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.PerFriend;
import org.friendsgateway.log.StructuredLog;
import org.jspecify.annotations.Nullable;

/** Logs each call and each login that failed, and the codes on single friends that the gateway does not know. */
public final class VendorCallLog {

    private static final StructuredLog LOG = StructuredLog.named("org.friendsgateway.vendorcalls");
    private static final int MAX_CODES_PER_CALL = 3;
    private static final Pattern UNFIT_FOR_LOGS = Pattern.compile("[^A-Za-z0-9_.-]");

    private final AppProfile app;

    public VendorCallLog(AppProfile app) {
        this.app = app;
    }

    /**
     * Logs a call that has ended: one line if it failed, otherwise one for each of the first unknown codes on friends.
     *
     * @param began when it began, by {@link System#nanoTime}
     */
    public void ended(int friends, long began, ImportOutcome outcome) {
        Failure failure = outcome.failure();
        if (failure != null) {
            write("vendor call failed", friends, began, failure);
        } else if (outcome instanceof PerFriend perFriend) {
            unknownCodes(perFriend.friends(), began);
        }
    }

    /** The same login, which logs its failure: once per attempt, however many calls wait for it. */
    <T> Uni<T> login(Uni<T> login) {
        return Uni.createFrom().deferred(() -> {
            long began = System.nanoTime();
            return login.onFailure(GatewayException.class)
                    .invoke(cause -> write("vendor login failed", 0, began, cause.failure()));
        });
    }

    private void unknownCodes(List<FriendOutcome> outcomes, long began) {
        outcomes.stream().map(FriendOutcome::failure).filter(Objects::nonNull)
                .filter(failure -> failure.kind() == Kind.VENDOR_REJECTED)
                .collect(Collectors.toMap(failure -> vendorCode(failure.vendor()), failure -> failure, (one, same) -> one))
                .values().stream().limit(MAX_CODES_PER_CALL)
                .forEach(failure -> write("vendor refused a friend", outcomes.size(), began, failure));
    }

    // Codes only: a vendor's text may contain ids of users.
    private void write(String message, int friends, long began, Failure failure) {
        VendorError error = failure.vendor();
        LOG.warn(message, fields -> fields.put("app", app.name()).put("provider", app.provider())
                .put("code", failure.kind().code()).put("total", friends)
                .put("totalMs", Duration.ofNanos(System.nanoTime() - began).toMillis())
                .put("vendorCode", vendorCode(error))
                .put("vendorStatus", error == null ? "none" : String.valueOf(error.httpStatus())));
    }

    private static String vendorCode(@Nullable VendorError error) {
        return error == null ? "none" : UNFIT_FOR_LOGS.matcher(String.valueOf(error.code())).replaceAll("?");
    }
}
