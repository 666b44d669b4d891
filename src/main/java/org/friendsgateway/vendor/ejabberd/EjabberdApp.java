package org.friendsgateway.vendor.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.friend.ImportOutcome.NotYetSent;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.TokenCalls;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.friendsgateway.vendor.VendorConnection.Listener;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorHttpConnection;
import org.friendsgateway.vendor.VendorToken;

/** One virtual host. */
final class EjabberdApp implements VendorApp {

    private final AppProfile profile;
    private final EjabberdConfig.App config;
    private final VerifiedUsers verified;
    private final SecretMask mask;
    private final TokenCalls calls;
    private volatile boolean virtualHostExists;

    EjabberdApp(AppProfile profile, EjabberdConfig.App config, VerifiedUsers verified, VendorToken token,
            VendorHttpClient http, SecretMask mask) {
        this.profile = profile;
        this.config = config;
        this.verified = verified;
        this.mask = mask;
        // Proven by each login, which comes before each call.
        this.virtualHostExists = EjabberdApi.jid(config.username(), config.virtualHost()).endsWith("@" + config.virtualHost());
        this.calls = new TokenCalls(http, token, mask, this::send);
    }

    @Override
    public AppProfile profile() {
        return profile;
    }

    @Override
    public String canonicalId(String userId) {
        return EjabberdValidator.canonical(userId);
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return EjabberdValidator.violations(friends);
    }

    @Override
    public Uni<Void> authenticate() {
        return calls.authenticate();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return calls.connect();
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, Map<String, String> authorization,
            Listener listener) {
        Friend friend = batch.friends().get(0);
        if (isUnverified(batch.owner())) {
            return check(connection, batch.owner(), authorization, listener,
                    response -> EjabberdResponseParser.ofOwnerCheck(response, mask));
        } else if (isUnverified(friend.userId())) {
            return check(connection, friend.userId(), authorization, listener,
                    response -> EjabberdResponseParser.ofFriendCheck(friend.userId(), response, mask));
        }
        return connection.post(EjabberdApi.ADD_ROSTER_ITEM, authorization,
                EjabberdApi.addRosterItem(config.virtualHost(), batch.owner(), friend, config.subscription().code()),
                listener::written)
                .map(response -> EjabberdResponseParser.ofImport(friend.userId(), response, virtualHostExists, mask))
                .invoke(outcome -> virtualHostExists |= outcome.failure() == null);
    }

    private boolean isUnverified(String userId) {
        return config.verifyAccounts() && !verified.contains(canonicalId(userId));
    }

    private Uni<ImportOutcome> check(VendorHttpConnection connection, String userId, Map<String, String> authorization,
            Listener listener, Function<Response, ImportOutcome> parse) {
        listener.checking();
        return connection.post(EjabberdApi.CHECK_ACCOUNT, authorization,
                EjabberdApi.checkAccount(config.virtualHost(), userId), listener::written)
                .map(parse).invoke(outcome -> {
                    if (outcome instanceof NotYetSent) {
                        verified.add(canonicalId(userId));
                        virtualHostExists = true;
                    }
                })
                .onFailure(GatewayException.class).transform(EjabberdApp::nothingImported);
    }

    // No friend was sent.
    private static Throwable nothingImported(Throwable cause) {
        return GatewayException.failure(cause).with(Certainty.NOTHING_IMPORTED).exception();
    }
}
