package org.friendsgateway.vendor.easemob;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.TokenCalls;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.friendsgateway.vendor.VendorConnection.Listener;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpConnection;
import org.friendsgateway.vendor.VendorToken;

/** One App Key. */
final class EasemobApp implements VendorApp {

    private final AppProfile profile;
    private final String path;
    private final SecretMask mask;
    private final TokenCalls calls;

    EasemobApp(AppProfile profile, String path, VendorToken token, VendorHttpClient http, SecretMask mask) {
        this.profile = profile;
        this.path = path;
        this.mask = mask;
        this.calls = new TokenCalls(http, token, mask, this::send);
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
        return calls.authenticate();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return calls.connect();
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, Map<String, String> authorization,
            Listener listener) {
        return connection.post(EasemobApi.importPath(path, canonicalId(batch.owner()), batch.notifies()),
                authorization, body(batch), listener::written)
                .map(response -> EasemobResponseParser.parse(batch, response, mask));
    }

    private Buffer body(FriendImport batch) {
        return EasemobApi.request(batch.friends().stream().map(friend -> canonicalId(friend.userId())).toList());
    }
}
