package org.friendsgateway.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.jspecify.annotations.Nullable;

/** Validates the request line and headers before any route uses them. */
final class RequestHeadValidator {

    private RequestHeadValidator() {
    }

    /** The reason why a request is invalid; null when it is valid. */
    static @Nullable Failure validate(HttpServerRequest request) {
        Throwable broken = request.decoderResult().cause();
        if (broken instanceof TooLongHttpLineException) {
            return Failure.of(Kind.URI_TOO_LONG);
        }
        if (broken instanceof TooLongHttpHeaderException) {
            return Failure.of(Kind.HEADERS_TOO_LARGE);
        }
        String rule = broken == null ? brokenRule(request) : "must be well-formed HTTP";
        return rule == null ? null : Failure.invalid(rule);
    }

    private static @Nullable String brokenRule(HttpServerRequest request) {
        if (request.version() == null) {
            return "must be HTTP/1.1";
        }
        if (!hasReadableTarget(request)) {
            return "must have a path and a query that can be decoded as UTF-8";
        }
        if (!hasOneHost(request)) {
            return "must have one Host header";
        }
        if (request.headers().contains("")) {
            return "must have headers with names";
        }
        return hasKnownFraming(request) ? null : "must have no Transfer-Encoding but chunked";
    }

    private static boolean hasReadableTarget(HttpServerRequest request) {
        String target = request.uri();
        if (target.equals(FriendsResource.PATH)) {
            return true;
        }
        if (target.equals("*")) {
            return request.method().equals(HttpMethod.OPTIONS);
        }
        try {
            URI uri = new URI(target);
            return (target.startsWith("/") || isHttp(uri)) && uri.getRawFragment() == null && isUtf8(target);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static boolean isHttp(URI uri) {
        return uri.getRawAuthority() != null
                && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
    }

    // The target is decoded as Latin-1, so each of its characters is a byte.
    private static boolean isUtf8(String target) {
        ByteBuffer bytes = ByteBuffer.allocate(target.length());
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(target, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.put((byte) target.charAt(i));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()) != null;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    private static boolean hasOneHost(HttpServerRequest request) {
        int hosts = request.headers().getAll(HttpHeaders.HOST).size();
        return hosts == 1 ? ((HttpServerRequestInternal) request).isValidAuthority()
                : hosts == 0 && request.version() == HttpVersion.HTTP_1_0;
    }

    // The body of any other request would be taken for the next request.
    private static boolean hasKnownFraming(HttpServerRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return encodings.isEmpty() || (encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked")
                && request.version() == HttpVersion.HTTP_1_1);
    }
}
