package org.friendsgateway.vendor.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.Violation;
import org.friendsgateway.friend.Friend;
import org.friendsgateway.friend.FriendField;
import org.friendsgateway.friend.FriendImport;
import org.friendsgateway.friend.ImportOutcome;
import org.friendsgateway.vendor.AppProfile;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorApp;
import org.friendsgateway.vendor.VendorConnection;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpConnection;
import org.jspecify.annotations.Nullable;

/** One SDKAppID. */
final class TencentApp implements VendorApp {

    private final AppProfile profile;
    private final String defaultSource;
    private final String query;
    private final TencentUserSig userSig;
    private final VendorHttpClient http;
    private final ObjectWriter json;
    private final SecretMask mask;

    TencentApp(AppProfile profile, TencentConfig.App config, TencentUserSig userSig, VendorHttpClient http,
            ObjectWriter json) {
        this.profile = profile;
        this.defaultSource = config.defaultSource();
        this.query = "?sdkappid=" + config.sdkAppId() + "&identifier=" + URLEncoder.encode(config.identifier(), UTF_8)
                + "&contenttype=json";
        this.userSig = userSig;
        this.http = http;
        this.json = json;
        this.mask = new SecretMask(Set.of(config.secretKey()));
    }

    @Override
    public AppProfile profile() {
        return profile;
    }

    @Override
    public Set<FriendField> storedFields() {
        return EnumSet.allOf(FriendField.class);
    }

    @Override
    public boolean notifies() {
        return false;
    }

    @Override
    public String canonicalId(String userId) {
        return userId;
    }

    @Override
    public List<Violation> violations(FriendImport friends) {
        return TencentRules.violations(friends);
    }

    @Override
    public Uni<Void> authenticate() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<VendorConnection> connect() {
        return http.connect().map(wire -> wire.with((batch, written) -> send(wire, batch, written)));
    }

    private Uni<ImportOutcome> send(VendorHttpConnection wire, FriendImport batch, Runnable written) {
        String signature = userSig.current();
        mask.add(signature);
        return wire.post(path(signature), Map.of(), body(batch), written)
                .map(answer -> TencentResponseParser.parse(batch, answer, mask))
                .onFailure(GatewayException.class)
                .recoverWithItem(cause -> new ImportOutcome.Failed(cause.failure()))
                .onItem().invoke(outcome -> renewIfRefused(signature, outcome));
    }

    private void renewIfRefused(String signature, ImportOutcome outcome) {
        if (outcome.failures().anyMatch(failure -> failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL)) {
            userSig.refused(signature);
        }
    }

    private String path(String signature) {
        return TencentApi.PATH + query + "&usersig=" + URLEncoder.encode(signature, UTF_8)
                + "&random=" + ThreadLocalRandom.current().nextLong(1L << 32);
    }

    private Buffer body(FriendImport batch) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(request(batch)));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private TencentApi.Request request(FriendImport batch) {
        return new TencentApi.Request(batch.owner(), batch.friends().stream().map(this::item).toList());
    }

    private TencentApi.Item item(Friend friend) {
        return new TencentApi.Item(friend.userId(), friend.remark(), epochSecond(friend.remarkedAt()), friend.groups(),
                "AddSource_Type_" + (friend.source() == null ? defaultSource : friend.source()), friend.message(),
                epochSecond(friend.addedAt()), friend.attributes().entrySet().stream()
                        .map(attribute -> new TencentApi.CustomItem(attribute.getKey(), attribute.getValue())).toList());
    }

    private static @Nullable Long epochSecond(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }
}
