package org.friendsgateway.vendor.easemob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;

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

/** One App Key. */
final class EasemobApp implements VendorApp {

    private static final Set<Kind> ABOUT_THE_USER = EnumSet.of(Kind.USER_NOT_FOUND, Kind.FRIEND_LIMIT_REACHED);

    private final AppProfile profile;
    private final String path;
    private final EasemobCredential credential;
    private final VendorHttpClient http;
    private final EasemobJson json;
    private final SecretMask mask;

    EasemobApp(AppProfile profile, String path, EasemobCredential credential, VendorHttpClient http, EasemobJson json,
            SecretMask mask) {
        this.profile = profile;
        this.path = path;
        this.credential = credential;
        this.http = http;
        this.json = json;
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
        return credential.ready() != null ? Uni.createFrom().voidItem() : http.here(credential.get()).replaceWithVoid();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return http.connect().map(wire -> wire.with((batch, written) -> send(wire, batch, written)));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection wire, FriendImport batch, Runnable written) {
        String token = credential.ready();
        return token == null ? sendAfterLogin(wire, batch, written) : send(wire, batch, token, written);
    }

    // The token was refused meanwhile. The login may need the connection: others may hold all that there are.
    private Uni<ImportOutcome> sendAfterLogin(VendorHttpConnection wire, FriendImport batch, Runnable written) {
        wire.release();
        return http.here(credential.get())
                .chain(token -> http.connect().chain(other -> send(other, batch, token, written)))
                .onFailure(GatewayException.class)
                .recoverWithItem(cause -> new ImportOutcome.Failed(cause.failure()));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection wire, FriendImport batch, String token, Runnable written) {
        mask.add(token);
        return wire.post(path(batch), Map.of("Authorization", "Bearer " + token), body(batch), written)
                .onItemOrFailure().transform((answer, cause) -> answer == null
                        ? new ImportOutcome.Failed(GatewayException.failure(cause))
                        : judgeToken(token, EasemobResponseParser.parse(batch, answer, mask)));
    }

    private ImportOutcome judgeToken(String token, ImportOutcome outcome) {
        Failure failure = outcome.failure();
        // Easemob looks at users only for a caller that it knows.
        if (failure == null || ABOUT_THE_USER.contains(failure.kind())) {
            credential.accepted(token);
            return outcome;
        }
        return failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL
                ? new ImportOutcome.Failed(credential.refused(token, failure))
                : outcome;
    }

    private String path(FriendImport batch) {
        return path + "/users/" + URLEncoder.encode(canonicalId(batch.owner()), UTF_8) + "/contacts/import"
                + (batch.notifyUser() ? "?isSendNotice=true" : "");
    }

    private Buffer body(FriendImport batch) {
        try {
            List<String> usernames = batch.friends().stream().map(friend -> canonicalId(friend.userId())).toList();
            return Buffer.buffer(json.request().writeValueAsBytes(new EasemobApi.Request(usernames)));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
