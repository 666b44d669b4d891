package org.friendsgateway.vendor.ejabberd;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorJson;

/** Logs in for a token, once for each subscription. */
final class EjabberdLogin implements Supplier<Uni<AccessToken>> {

    private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[!-~]+");
    private static final Duration MAX_LIFETIME = Duration.ofDays(60);

    private final String jid;
    private final String password;
    private final VendorHttpClient http;
    private final SecretMask mask;

    /**
     * @param jid the account with its domain
     * @param mask for the texts of the vendor
     */
    EjabberdLogin(String jid, String password, VendorHttpClient http, SecretMask mask) {
        this.jid = jid;
        this.password = password;
        this.http = http;
        this.mask = mask;
    }

    @Override
    public Uni<AccessToken> get() {
        return http.post(EjabberdApi.TOKEN, EjabberdApi.FORM, EjabberdApi.tokenRequest(jid, password))
                .map(this::token)
                .onFailure(EjabberdLogin::isClosed)
                .recoverWithUni(closed -> tryPassword(GatewayException.failure(closed)));
    }

    private AccessToken token(Response response) {
        VendorJson body = VendorJson.read(response.body());
        String token = body == null || response.status() != 200 ? null : body.text("access_token");
        Long seconds = token == null || body == null ? null : body.integer("expires_in");
        if (token == null || seconds == null || seconds <= 0 || !FIT_FOR_A_HEADER.matcher(token).matches()) {
            throw EjabberdErrorMapper.ofLogin(response, mask).exception();
        }
        return AccessToken.fresh(token, Duration.ofSeconds(Math.min(seconds, MAX_LIFETIME.toSeconds())));
    }

    private static boolean isClosed(Throwable cause) {
        return cause instanceof GatewayException gateway && gateway.failure().kind() == Kind.VENDOR_UNAVAILABLE
                && gateway.failure().certainty() == Certainty.UNKNOWN && gateway.failure().vendor() == null;
    }

    // The server closes the connection for a wrong password, but also when it stops.
    private Uni<AccessToken> tryPassword(Failure closed) {
        return http.post(EjabberdApi.CHECK_ACCOUNT, EjabberdApi.basic(jid, password), EjabberdApi.checkAccount(jid))
                .onFailure().transform(stillDown -> closed.exception())
                .chain(response -> Uni.createFrom().failure(refusal(response, closed).exception()));
    }

    private Failure refusal(Response response, Failure closed) {
        Failure failure = EjabberdErrorMapper.ofLogin(response, mask);
        return failure.retryAdvice() == RetryAdvice.RETRY_WITH_NEW_CREDENTIAL ? failure.with(RetryAdvice.NO_RETRY) : closed;
    }
}
