package org.friendsgateway.vendor.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.DeflaterInputStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.json.JsonObject;

/**
 * Signs as the App admin: an HMAC-SHA256 over four lines, wrapped in JSON, deflated, in Base64 with an alphabet of Tencent's
 * own. A signature is used until half of its lifetime is over, or until Tencent refuses it.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/32688">生成 UserSig</a>
 */
final class TencentUserSig {

    /** Tencent requires at least a day. */
    static final Duration LIFETIME = Duration.ofDays(2);

    private final long sdkAppId;
    private final String identifier;
    private final SecretKeySpec key;
    private final Clock clock;
    private volatile Signature current;

    /** @param secretKey the key as a text, though it looks like hexadecimal digits */
    TencentUserSig(long sdkAppId, String identifier, String secretKey, Clock clock) {
        this.sdkAppId = sdkAppId;
        this.identifier = identifier;
        this.key = new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256");
        this.clock = clock;
        this.current = new Signature("", Instant.MIN);
    }

    private record Signature(String text, Instant renewAt) {
    }

    /** A signature that is valid for at least a day. */
    String current() {
        Signature signature = current;
        if (clock.instant().isAfter(signature.renewAt())) {
            Instant now = clock.instant();
            signature = new Signature(sign(now, LIFETIME), now.plus(LIFETIME.dividedBy(2)));
            current = signature;
        }
        return signature.text();
    }

    /** Makes {@link #current} sign again, unless the refused signature has been replaced already. */
    void refused(String usersig) {
        if (usersig.equals(current.text())) {
            current = new Signature("", Instant.MIN);
        }
    }

    /** A signature made at {@code time}, valid for {@code lifetime}; both in whole seconds. */
    String sign(Instant time, Duration lifetime) {
        JsonObject document = new JsonObject()
                .put("TLS.ver", "2.0")
                .put("TLS.identifier", identifier)
                .put("TLS.sdkappid", sdkAppId)
                .put("TLS.time", time.getEpochSecond())
                .put("TLS.expire", lifetime.toSeconds())
                .put("TLS.sig", hmac("TLS.identifier:" + identifier + "\nTLS.sdkappid:" + sdkAppId + "\nTLS.time:"
                        + time.getEpochSecond() + "\nTLS.expire:" + lifetime.toSeconds() + "\n"));
        return Base64.getEncoder().encodeToString(deflate(document.encode()))
                .replace('+', '*').replace('/', '-').replace('=', '_');
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] deflate(String text) {
        InputStream deflated = new DeflaterInputStream(new ByteArrayInputStream(text.getBytes(UTF_8)));
        return Unchecked.supplier(deflated::readAllBytes).get();
    }
}
