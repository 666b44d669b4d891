package org.friendsgateway.sandbox.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Tencent's generator does; for tests that need signatures right and wrong. */
record UserSigSigner(long sdkAppId, String key, String identifier, Instant time, long expire) {

    static final String KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    static UserSigSigner of(long sdkAppId, String identifier) {
        return new UserSigSigner(sdkAppId, KEY, identifier, Instant.now(), 86400);
    }

    String sign() {
        return wrap("2.0", signature());
    }

    String signature() {
        String content = "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n"
                .formatted(identifier, sdkAppId, time.getEpochSecond(), expire);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    String wrap(String version, String signature) {
        return pack("""
                {"TLS.ver":"%s","TLS.identifier":"%s","TLS.sdkappid":%d,"TLS.time":%d,"TLS.expire":%d,"TLS.sig":"%s"}"""
                .formatted(version, identifier, sdkAppId, time.getEpochSecond(), expire, signature));
    }

    static String pack(String document) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(document.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray()).replace('+', '*').replace('/', '-').replace('=', '_');
    }
}
