package org.friendsgateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.NeedsCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The lines of the API page compile, and import through the packaged gateway. */
class PageClientsIT {

    private static final String NEWER_RESPONSE = """
            {"requestId":"r","app":"tencent","provider":"tencent","userId":"alice","new":{},"warnings":[],
             "summary":{"total":1,"imported":0,"pending":0,"failed":1,"unknown":0,"new":1},
             "results":[{"userId":"bob","status":"failed","new":[],
               "error":{"code":"brand_new","message":"m","origin":"vendor","retryable":false,"new":true}}]}""";
    private static final String NEWER_PROBLEM = """
            {"type":"urn:friends-gateway:error:brand_new","title":"t","status":409,"detail":"d","instance":"urn:i","new":[],
             "code":"brand_new","origin":"vendor","retryable":false,"outcome":"none","requestId":"r"}""";

    @RegisterExtension
    static final Closer CLOSER = new Closer();

    private static ClientGateway gateway;
    private static String newer;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        gateway = CLOSER.register(new ClientGateway("page-clients"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CLOSER.register(() -> server.stop(0));
        server.createContext("/", PageClientsIT::answerAsANewerGateway);
        server.start();
        newer = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void java() throws IOException, InterruptedException {
        check(PageClient.java(folder), "java", "unknown_default_open_api");
    }

    @Test
    @Tag("long")
    @NeedsCommand({ "tsc", "node" })
    void typescript() throws IOException, InterruptedException {
        check(PageClient.typescript(folder), "typescript", "brand_new");
    }

    @Test
    @Tag("long")
    @NeedsCommand("go")
    void go() throws IOException, InterruptedException {
        check(PageClient.go(folder), "go", "brand_new");
    }

    private static void check(PageClient client, String user, String newCode) throws IOException, InterruptedException {
        String url = gateway.url();

        assertThat(client.importFriend(url, ClientGateway.KEY, user, "bob")).isEqualTo("bob imported");
        assertThat(gateway.vendor().friend(user, "bob")).isPresent();
        assertThat(client.importFriend(url, ClientGateway.KEY, user + "-2", "ghost"))
                .isEqualTo("ghost failed friend_not_found");
        assertThat(client.importFriend(url, "another-key", user, "bob")).isEqualTo("unauthenticated none");
        assertThat(client.importFriend(newer, ClientGateway.KEY, user, "bob")).isEqualTo("bob failed " + newCode);
        assertThat(client.importFriend(newer, "another-key", user, "bob")).isEqualTo(newCode + " none");
    }

    private static void answerAsANewerGateway(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean known = exchange.getRequestHeaders().getFirst("Authorization").equals("Bearer " + ClientGateway.KEY);
        exchange.getResponseHeaders().add("Content-Type", known ? "application/json" : "application/problem+json");
        byte[] body = (known ? NEWER_RESPONSE : NEWER_PROBLEM).getBytes(UTF_8);
        exchange.sendResponseHeaders(known ? 207 : 409, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
