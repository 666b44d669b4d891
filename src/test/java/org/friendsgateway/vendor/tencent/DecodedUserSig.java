package org.friendsgateway.vendor.tencent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The document in a UserSig, decoded and inflated. */
record DecodedUserSig(JsonObject document) {

    static DecodedUserSig of(String userSig) {
        byte[] deflated = Base64.getDecoder()
                .decode(userSig.replace('*', '+').replace('-', '/').replace('_', '='));
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return new DecodedUserSig(new JsonObject(Buffer.buffer(inflater.readAllBytes())));
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    String signature() {
        return document.getString("TLS.sig");
    }

    String identifier() {
        return document.getString("TLS.identifier");
    }
}
