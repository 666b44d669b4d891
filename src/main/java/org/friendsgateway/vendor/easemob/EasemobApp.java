package org.friendsgateway.vendor.easemob;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpConnection;
import org.friendsgateway.vendor.VendorToken;

/** One App Key. */
final class EasemobApp implements VendorApp {

    private static final Set<Kind> ABOUT_THE_USER = EnumSet.of(Kind.USER_NOT_FOUND, Kind.FRIEND_LIMIT_REACHED);

    private final AppProfile profile;
    private final String path;
    private final VendorToken token;
    private final VendorHttpClient http;
    private final SecretMask mask;

    EasemobApp(AppProfile profile, String path, VendorToken token, VendorHttpClient http, SecretMask mask) {
        this.profile = profile;
        this.path = path;
        this.token = token;
        this.http = http;
        this.mask = mask;
    }

    @Override
    public AppProfile profile() {
        return profile;
    }

    @Override
    public String canonicalId(String userId) {
        return userId.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return EasemobValidator.violations(friends);
    }

    @Override
    public Uni<Void> authenticate() {
        return token.ready() != null ? Uni.createFrom().voidItem() : token.get().replaceWithVoid();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return http.connect().map(connection -> connection.asVendorConnection(this::send));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, Runnable written) {
        String ready = token.ready();
        return ready == null ? sendAfterLogin(connection, batch, written) : send(connection, batch, ready, written);
    }

    // The token was refused meanwhile. The login may need this connection, for the app may have no other left.
    private Uni<ImportOutcome> sendAfterLogin(VendorHttpConnection connection, FriendImport batch, Runnable written) {
        connection.release();
        return token.get()
                .chain(obtained -> http.connect().chain(next -> send(next, batch, obtained, written)))
                .onFailure(GatewayException.class)
                .recoverWithItem(cause -> new ImportOutcome.Failed(cause.failure()));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, String used, Runnable written) {
        mask.add(used);
        return connection.post(EasemobApi.importPath(path, canonicalId(batch.owner()), batch.notifyUser()),
                Map.of("Authorization", "Bearer " + used), body(batch), written)
                .onItemOrFailure().transform((response, cause) -> response == null
                        ? new ImportOutcome.Failed(GatewayException.failure(cause))
                        : reportToken(used, EasemobResponseParser.parse(batch, response, mask)));
    }

    private Buffer body(FriendImport batch) {
        return EasemobApi.request(batch.friends().stream().map(friend -> canonicalId(friend.userId())).toList());
    }

    private ImportOutcome reportToken(String used, ImportOutcome outcome) {
        Failure failure = outcome.failure();
        // Easemob looks at users only for a caller that it knows.
        if (failure == null || ABOUT_THE_USER.contains(failure.kind())) {
            token.accepted(used);
            return outcome;
        }
        return failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL
                ? new ImportOutcome.Failed(token.refused(used, failure))
                : outcome;
    }
}
