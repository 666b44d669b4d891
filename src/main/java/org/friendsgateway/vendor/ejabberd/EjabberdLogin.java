package org.friendsgateway.vendor.ejabberd;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.GatewayException;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.token.TokenStore.AccessToken;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;

/** Logs in for a token, once for each subscription. */
final class EjabberdLogin implements Supplier<Uni<AccessToken>> {

    private static final Failure MAY_NOT_LOG_IN = Failure
            .of(Kind.VENDOR_MISCONFIGURED, "The server refuses logins that have the right password")
            .with(Certainty.NOTHING_IMPORTED);

    private final String jid;
    private final String username;
    private final String host;
    private final String password;
    private final VendorHttpClient http;
    private final SecretMask mask;

    /**
     * @param jid the account with its domain
     * @param mask for the texts of the vendor
     */
    EjabberdLogin(String jid, String password, VendorHttpClient http, SecretMask mask) {
        this.jid = jid;
        this.username = jid.substring(0, jid.lastIndexOf('@'));
        this.host = jid.substring(jid.lastIndexOf('@') + 1);
        this.password = password;
        this.http = http;
        this.mask = mask;
    }

    @Override
    public Uni<AccessToken> get() {
        return logIn().onFailure(EjabberdLogin::isClosed).recoverWithUni(closed -> tryPassword()
                .onItemOrFailure().transformToUni((response, down) -> logInAgain(response, closed)));
    }

    private Uni<AccessToken> logIn() {
        return http.post(EjabberdApi.TOKEN, EjabberdApi.FORM, EjabberdApi.tokenRequest(jid, password)).map(this::token);
    }

    private AccessToken token(Response response) {
        VendorJson body = VendorJson.read(response.body());
        String token = body == null || response.status() != 200 ? null : body.text("access_token");
        Long seconds = token == null || body == null ? null : body.integer("expires_in");
        if (token == null || seconds == null || seconds <= 0 || !AccessToken.isFit(token)) {
            throw EjabberdErrorMapper.ofLogin(response, mask).exception();
        }
        return AccessToken.fresh(token, Duration.ofSeconds(seconds));
    }

    // A proxy between answers 502 when the server closes the connection.
    private static boolean isClosed(Throwable cause) {
        Failure failure = GatewayException.failure(cause);
        VendorError error = failure.vendor();
        return failure.kind() == Kind.VENDOR_UNAVAILABLE
                && (error == null ? failure.certainty() == Certainty.UNKNOWN : Objects.equals(error.httpStatus(), 502));
    }

    // The server closes the connection for a wrong password, and for a right one that may not log in, but also when it stops.
    private Uni<Response> tryPassword() {
        return http.post(EjabberdApi.CHECK_ACCOUNT, EjabberdApi.basic(jid, password), EjabberdApi.checkAccount(host, username));
    }

    // Only an answer to the command proves that the password is right.
    private Uni<AccessToken> logInAgain(@Nullable Response response, Throwable closed) {
        if (response != null && EjabberdResponseParser.isDone(response)) {
            return logIn().onFailure(EjabberdLogin::isClosed).transform(again -> MAY_NOT_LOG_IN.exception());
        }
        return Uni.createFrom().failure(response != null && (response.status() == 401 || response.status() == 403)
                ? EjabberdErrorMapper.ofLogin(response, mask).exception()
                : closed);
    }
}
