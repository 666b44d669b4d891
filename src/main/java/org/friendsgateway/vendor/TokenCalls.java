package org.friendsgateway.vendor;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;

/** Makes the calls of an app that sends a token with each of them, and reports to the token whether it was accepted. */
public final class TokenCalls {

    // A vendor looks at users only for a caller that it knows.
    private static final Set<Kind> ABOUT_THE_USER = EnumSet.of(Kind.USER_NOT_FOUND, Kind.FRIEND_LIMIT_REACHED);

    private final VendorHttpClient http;
    private final VendorToken token;
    private final SecretMask mask;
    private final Call call;

    /** One call of the vendor. */
    public interface Call {

        /**
         * Posts the call over the connection, like {@link VendorConnection#send}.
         *
         * @param authorization the header with the token, which is masked in the vendor's texts
         * @return the outcome; it may fail as {@link VendorHttpConnection#post} does
         */
        Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, Map<String, String> authorization,
                VendorConnection.Listener listener);
    }

    /** @param mask gets each token before it is used */
    public TokenCalls(VendorHttpClient http, VendorToken token, SecretMask mask, Call call) {
        this.http = http;
        this.token = token;
        this.mask = mask;
        this.call = call;
    }

    /** See {@link VendorApp#authenticate}. */
    public Uni<Void> authenticate() {
        return token.ready() != null ? Uni.createFrom().voidItem() : token.get().replaceWithVoid();
    }

    /** See {@link VendorApp#connect}. */
    public Uni<VendorConnection> connect() {
        return http.connect().map(connection -> connection.asVendorConnection(this::send));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, VendorConnection.Listener listener) {
        String ready = token.ready();
        return (ready == null ? sendAfterLogin(connection, batch, listener) : send(connection, batch, ready, listener))
                .onFailure(GatewayException.class)
                .recoverWithItem(cause -> new ImportOutcome.Failed(cause.failure()));
    }

    // The token was refused meanwhile. The login may need this connection, for the app may have no other left.
    private Uni<ImportOutcome> sendAfterLogin(VendorHttpConnection connection, FriendImport batch,
            VendorConnection.Listener listener) {
        connection.release();
        return token.get().chain(obtained -> http.connect().chain(next -> send(next, batch, obtained, listener)));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, String used,
            VendorConnection.Listener listener) {
        mask.add(used);
        return call.send(connection, batch, Map.of("Authorization", "Bearer " + used), listener)
                .map(outcome -> report(used, outcome));
    }

    private ImportOutcome report(String used, ImportOutcome outcome) {
        Failure failure = outcome.failure();
        if (failure == null || ABOUT_THE_USER.contains(failure.kind())) {
            token.accepted(used);
            return outcome;
        }
        return failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL
                ? new ImportOutcome.Failed(token.refused(used, failure))
                : outcome;
    }
}
