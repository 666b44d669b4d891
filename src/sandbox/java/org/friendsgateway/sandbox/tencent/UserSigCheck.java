package org.friendsgateway.sandbox.tencent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the {@code usersig} of a call.
 *
 * @see <a href="https://trtc.io/document/34348">error codes</a>
 */
final class UserSigCheck {

    static final int VALID = 0;
    static final int EXPIRED = 70001;
    static final int ILLEGAL = 70003;
    static final int BADLY_SIGNED = 70009;
    static final int OF_ANOTHER_USER = 70013;
    static final int OF_ANOTHER_APP = 70014;
    static final int INVALIDATED = 70052;

    private final long sdkAppId;
    private final SecretKeySpec key;
    private final Clock clock;
    private volatile Instant validSince = Instant.MIN;

    UserSigCheck(long sdkAppId, String secretKey, Clock clock) {
        this.sdkAppId = sdkAppId;
        this.key = new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Returns {@link #VALID} or the code of the refusal. */
    int check(String text, String identifier) {
        Optional<UserSig> decoded = UserSig.decode(text);
        if (decoded.isEmpty() || !decoded.get().version().equals("2.0")) {
            return ILLEGAL;
        }
        UserSig sig = decoded.get();
        if (!sig.identifier().equals(identifier)) {
            return OF_ANOTHER_USER;
        }
        if (sig.sdkAppId() != sdkAppId) {
            return OF_ANOTHER_APP;
        }
        return isGenuine(sig) ? checkAge(sig) : BADLY_SIGNED;
    }

    /** Refuses older signatures from now on; compares whole seconds. */
    void invalidateIssuedBefore(Instant instant) {
        validSince = instant;
    }

    private int checkAge(UserSig sig) {
        long now = clock.instant().getEpochSecond();
        if (sig.expire() <= 0 || now - sig.time() >= sig.expire()) {
            return EXPIRED;
        }
        return sig.time() < validSince.getEpochSecond() ? INVALIDATED : VALID;
    }

    private boolean isGenuine(UserSig sig) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] expected = Base64.getEncoder().encode(mac.doFinal(sig.content()));
            return MessageDigest.isEqual(expected, sig.signature().getBytes(US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
