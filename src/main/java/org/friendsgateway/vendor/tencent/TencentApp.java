package org.friendsgateway.vendor.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.friendsgateway.vendor.VendorConnection.Listener;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorHttpConnection;
import org.jspecify.annotations.Nullable;

/** One SDKAppID. */
final class TencentApp implements VendorApp {

    private final AppProfile profile;
    private final String defaultSource;
    private final String query;
    private final TencentUserSig userSig;
    private final VendorHttpClient http;
    private final SecretMask mask;
    private volatile Signed signed = new Signed("", "");

    /** @param path with its query, up to the random number of a call */
    private record Signed(String signature, String path) {

        @Override
        public String toString() {
            return "Signed[…]";
        }
    }

    TencentApp(AppProfile profile, TencentConfig.App config, TencentUserSig userSig, VendorHttpClient http) {
        this.profile = profile;
        this.defaultSource = config.defaultSource();
        this.query = "?sdkappid=" + config.sdkAppId() + "&identifier=" + URLEncoder.encode(config.identifier(), UTF_8)
                + "&contenttype=json";
        this.userSig = userSig;
        this.http = http;
        this.mask = new SecretMask(Set.of(config.secretKey()));
    }

    @Override
    public AppProfile profile() {
        return profile;
    }

    @Override
    public String canonicalId(String userId) {
        return userId;
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return TencentValidator.violations(friends);
    }

    @Override
    public Uni<Void> authenticate() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return http.connect().map(connection -> connection.asVendorConnection(this::send));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection connection, FriendImport batch, Listener listener) {
        Signed signed = signed();
        return connection.post(signed.path() + ThreadLocalRandom.current().nextLong(1L << 32), Map.of(),
                TencentApi.request(batch, defaultSource), listener::written)
                .onItemOrFailure().transform((response, cause) -> outcome(batch, signed, response, cause));
    }

    private ImportOutcome outcome(FriendImport batch, Signed signed, @Nullable Response response, @Nullable Throwable cause) {
        if (response == null) {
            return new ImportOutcome.Failed(GatewayException.failure(cause));
        }
        ImportOutcome outcome = TencentResponseParser.parse(batch, response, mask);
        if (outcome.failures().anyMatch(failure -> failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL)) {
            userSig.refused(signed.signature());
        }
        return outcome;
    }

    private Signed signed() {
        String signature = userSig.current();
        Signed last = signed;
        if (last.signature().equals(signature)) {
            return last;
        }
        mask.add(signature);
        Signed next = new Signed(signature, TencentApi.PATH + query + "&usersig=" + URLEncoder.encode(signature, UTF_8)
                + "&random=");
        signed = next;
        return next;
    }
}
