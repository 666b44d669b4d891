package org.friendsgateway.http;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** A complete response, ready to be sent. */
final class ApiResponse {

    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("Content-Type");

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<CharSequence, String> headers = new LinkedHashMap<>();

    /** @param body JSON */
    ApiResponse(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        headers.put(CONTENT_TYPE, contentType);
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /** Values by name; callers may add headers. */
    Map<CharSequence, String> headers() {
        return headers;
    }

    void send(HttpServerResponse target) {
        target.setStatusCode(status);
        headers.forEach(target::putHeader);
        target.end(Buffer.buffer(body));
    }

    /** This response as one of the REST layer. */
    RestResponse<ApiResponse> toRest() {
        return RestResponse.ResponseBuilder.<ApiResponse> create(status).entity(this).type(contentType).build();
    }

    /** Sends the response unchanged, instead of what the REST layer would negotiate. */
    @Provider
    public static final class Writer implements ServerMessageBodyWriter<ApiResponse> {

        @Override
        public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo resource, MediaType mediaType) {
            return type == ApiResponse.class;
        }

        @Override
        public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
            return type == ApiResponse.class;
        }

        @Override
        public void writeResponse(ApiResponse response, Type generic, ServerRequestContext context) {
            ServerHttpResponse target = context.serverResponse();
            // It would set the negotiated status and media type.
            target.setPreCommitListener(null);
            target.setStatusCode(response.status);
            response.headers.forEach(target::setResponseHeader);
            target.end(response.body);
        }

        @Override
        public void writeTo(ApiResponse response, Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType,
                MultivaluedMap<String, Object> headers, OutputStream out) throws IOException {
            out.write(response.body);
        }
    }
}
