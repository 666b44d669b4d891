package org.friendsgateway.vendor.easemob;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;

/** Logs in for an app token, once for each subscription. */
final class EasemobLogin implements Supplier<Uni<AccessToken>> {

    /** For a token that never expires: Easemob gives it no lifetime at all. */
    private static final Duration LIFETIME_OF_A_PERMANENT_TOKEN = Duration.ofDays(1);

    private final String path;
    private final Buffer request;
    private final VendorHttpClient http;
    private final SecretMask mask;

    /**
     * @param appPath the path of the App Key
     * @param mask for the texts of the vendor
     */
    EasemobLogin(String appPath, String clientId, String clientSecret, VendorHttpClient http, SecretMask mask) {
        this.path = appPath + "/token";
        this.request = EasemobApi.tokenRequest(clientId, clientSecret);
        this.http = http;
        this.mask = mask;
    }

    @Override
    public Uni<AccessToken> get() {
        return http.post(path, Map.of(), request).map(this::token);
    }

    private AccessToken token(Response response) {
        VendorJson body = VendorJson.read(response.body());
        String token = body == null || response.status() / 100 != 2 ? null : body.text("access_token");
        if (body == null || token == null || !AccessToken.isFit(token)) {
            throw EasemobErrorMapper.ofLogin(response, body, mask).exception();
        }
        return AccessToken.fresh(token, lifetime(body.integer("expires_in")));
    }

    private static Duration lifetime(@Nullable Long seconds) {
        return seconds == null || seconds <= 0 ? LIFETIME_OF_A_PERMANENT_TOKEN
                : Duration.ofSeconds(seconds);
    }
}
