package org.friendsgateway.sandbox.tencent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.wire.StrictJson;
import org.friendsgateway.sandbox.wire.StrictObject;

/**
 * A decoded UserSig: JSON, compressed by zlib, in Base64 with three characters replaced for URLs.
 *
 * @param time seconds since 1970
 * @param expire seconds after {@code time}
 * @see <a href="https://trtc.io/document/34385">UserSig</a>
 */
record UserSig(String version, String identifier, long sdkAppId, long time, long expire, String signature) {

    /** Ample for six short members; stops zip bombs. */
    private static final int MAX_LENGTH = 4096;

    private static final Set<String> MEMBERS = Set.of("TLS.ver", "TLS.identifier", "TLS.sdkappid", "TLS.time",
            "TLS.expire", "TLS.sig");

    /** Empty if the text is no UserSig. */
    static Optional<UserSig> decode(String text) {
        // The decoder alone would accept missing padding.
        if (text.length() > MAX_LENGTH || text.length() % 4 != 0 || !text.matches("[A-Za-z0-9*-]+_{0,2}")) {
            return Optional.empty();
        }
        try {
            byte[] packed = Base64.getDecoder().decode(text.replace('*', '+').replace('-', '/').replace('_', '='));
            return StrictJson.read(inflate(packed)).map(UserSig::read);
        } catch (IllegalArgumentException | DataFormatException illegal) {
            return Optional.empty();
        }
    }

    /** The signed bytes. */
    byte[] content() {
        return ("TLS.identifier:" + identifier + "\nTLS.sdkappid:" + sdkAppId + "\nTLS.time:" + time + "\nTLS.expire:"
                + expire + "\n").getBytes(UTF_8);
    }

    private static UserSig read(JsonNode document) {
        StrictObject fields = new StrictObject(document, "UserSig", MEMBERS);
        return new UserSig(text(fields, "TLS.ver"), text(fields, "TLS.identifier"), number(fields, "TLS.sdkappid"),
                number(fields, "TLS.time"), number(fields, "TLS.expire"), text(fields, "TLS.sig"));
    }

    private static String text(StrictObject fields, String name) {
        return fields.text(name).orElseThrow(() -> fields.invalid(name, "is missing"));
    }

    private static long number(StrictObject fields, String name) {
        return fields.integer(name).orElseThrow(() -> fields.invalid(name, "is missing"));
    }

    private static byte[] inflate(byte[] packed) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] buffer = new byte[MAX_LENGTH];
            ByteArrayOutputStream document = new ByteArrayOutputStream();
            document.write(buffer, 0, inflater.inflate(buffer));
            if (!inflater.finished() || inflater.getRemaining() > 0) {
                throw new DataFormatException("not one zlib stream of at most " + MAX_LENGTH + " bytes");
            }
            return document.toByteArray();
        } finally {
            inflater.end();
        }
    }
}
