package org.friendsgateway.vendor.easemob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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

import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.FriendOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Answer;

/** One App Key. */
final class EasemobApp implements VendorApp {

    private static final int OK = 200;
    private static final Set<Kind> ABOUT_THE_USER = EnumSet.of(Kind.USER_NOT_FOUND, Kind.FRIEND_LIMIT_REACHED);

    private final AppProfile profile;
    private final String path;
    private final EasemobCredential credential;
    private final VendorHttpClient http;
    private final EasemobJson json;

    EasemobApp(AppProfile profile, String path, EasemobCredential credential, VendorHttpClient http, EasemobJson json) {
        this.profile = profile;
        this.path = path;
        this.credential = credential;
        this.http = http;
        this.json = json;
    }

    @Override
    public AppProfile profile() {
        return profile;
    }

    @Override
    public Set<FriendField> storedFields() {
        return Set.of();
    }

    @Override
    public boolean notifies() {
        return true;
    }

    @Override
    public String canonicalId(String userId) {
        return userId.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return EasemobRules.violations(friends);
    }

    @Override
    public Uni<Void> authenticate() {
        return credential.get().replaceWithVoid();
    }

    @Override
    public Uni<List<FriendOutcome>> send(FriendImport batch) {
        return credential.get().chain(token -> send(batch, token));
    }

    private Uni<List<FriendOutcome>> send(FriendImport batch, String token) {
        return http.post(path(batch), Map.of("Authorization", "Bearer " + token), body(batch))
                .map(answer -> outcomes(batch, answer))
                .onItem().invoke(() -> credential.accepted(token))
                .onFailure(EasemobApp::provesTheToken).invoke(() -> credential.accepted(token))
                .onFailure(EasemobApp::needsNewToken)
                .transform(cause -> credential.refused(token, (GatewayException) cause));
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

    private List<FriendOutcome> outcomes(FriendImport batch, Answer answer) {
        if (answer.status() != OK) {
            throw EasemobFailures.of(answer.status(), json.refusal(answer.body())).exception();
        }
        return EasemobVerdicts.of(batch, data(answer));
    }

    private EasemobApi.Data data(Answer answer) {
        try {
            EasemobApi.Answer read = json.answer().readValue(answer.body().getBytes());
            if (read != null && read.data() != null) {
                return read.data();
            }
        } catch (IOException unreadable) {
            throw EasemobFailures.unreadable(answer.status()).exception();
        }
        throw EasemobFailures.unreadable(answer.status()).exception();
    }

    // Easemob says so of a user, whom it would not have looked at for somebody it does not know.
    private static boolean provesTheToken(Throwable cause) {
        return cause instanceof GatewayException refused && ABOUT_THE_USER.contains(refused.failure().kind());
    }

    private static boolean needsNewToken(Throwable cause) {
        return cause instanceof GatewayException refused
                && refused.failure().repeat() == Repeat.WITH_NEW_CREDENTIAL;
    }
}
