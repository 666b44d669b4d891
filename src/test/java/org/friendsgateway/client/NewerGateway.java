package org.friendsgateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Answers as a later gateway may, with an error code and members that today's document does not have: with the result of a
 * friend, or with a problem when the key is not {@link ClientGateway#KEY}.
 */
final class NewerGateway implements AutoCloseable {

    private static final String RESPONSE = """
            {"requestId":"r","app":"tencent","provider":"tencent","userId":"alice","new":{},"warnings":[],
             "summary":{"total":1,"imported":0,"pending":0,"failed":1,"unknown":0,"new":1},
             "results":[{"userId":"bob","status":"failed","new":[],
               "error":{"code":"brand_new","message":"m","origin":"vendor","retryable":false,"new":true}}]}""";
    private static final String PROBLEM = """
            {"type":"urn:friends-gateway:error:brand_new","title":"t","status":409,"detail":"d","instance":"urn:i","new":[],
             "code":"brand_new","origin":"vendor","retryable":false,"outcome":"none","requestId":"r"}""";

    private final HttpServer server;

    NewerGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", NewerGateway::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean known = exchange.getRequestHeaders().getFirst("Authorization").equals("Bearer " + ClientGateway.KEY);
        exchange.getResponseHeaders().add("Content-Type", known ? "application/json" : "application/problem+json");
        byte[] body = (known ? RESPONSE : PROBLEM).getBytes(UTF_8);
        exchange.sendResponseHeaders(known ? 207 : 409, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
