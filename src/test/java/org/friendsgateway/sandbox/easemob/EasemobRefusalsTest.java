package org.friendsgateway.sandbox.easemob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.sandbox.easemob.EasemobCaller.SETTINGS;
import static org.friendsgateway.sandbox.easemob.EasemobCaller.assertError;
import static org.friendsgateway.sandbox.easemob.EasemobCaller.credentials;

import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.SandboxClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Easemob's refusals. */
class EasemobRefusalsTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final EasemobSandbox sandbox = new EasemobSandbox(VERTX, SETTINGS).start().toCompletionStage()
            .toCompletableFuture().join();

    @AfterEach
    void close() {
        sandbox.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private EasemobCaller call() {
        return new EasemobCaller(sandbox);
    }

    @Test
    void issuesNoTokenToAnUnknownClient() {
        assertError(call().logIn(credentials("other", "secret")), 400, "invalid_grant", "client_id does not match");
        assertError(call().logIn(credentials("client", "wrong")), 400, "invalid_grant", "client_secret does not match");
        assertError(call().logIn("{}"), 400, "illegal_argument", "this is an invalid request.");
        assertError(call().logIn(credentials("client", "secret").replace("}", ",\"x\":1}")), 400, "illegal_argument",
                "this is an");
        assertError(call().logIn("grant_type=client_credentials"), 400, "json_parse", "Unexpected character");
    }

    @Test
    void distinguishesMissingCorruptAndForeignTokens() {
        assertError(call().without("Authorization").importing("alice", "bob"), 401, "unauthorized",
                "Unable to authenticate due to expired access token");
        assertError(call().with("Authorization", "Bearer rubbish").importing("alice", "bob"), 401, "auth_bad_access_token",
                "Unable to authenticate due to corrupt access token");
        String foreign = new EasemobSandbox(VERTX, SETTINGS).issueToken();
        assertError(call().with("Authorization", "Bearer " + foreign).importing("alice", "bob"), 401, "auth_bad_access_token",
                "Unable to authenticate");
        assertThat(sandbox.friendsStored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Content-Type", "Accept" })
    void requiresBothMediaTypes(String header) {
        assertError(call().without(header).importing("alice", "bob"), 415, "web_application", "Unsupported Media Type");
        assertError(call().with(header, "text/json").importing("alice", "bob"), 415, "web_application",
                "Unsupported Media Type");
        assertThat(call().with(header, "application/json; charset=UTF-8").importing("alice", "bob").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({ "/other/app/users/a/contacts/import, 404, organization_application_not_found",
            "/org/other/users/a/contacts/import, 404, organization_application_not_found",
            "/, 404, organization_application_not_found", "/org/app, 500, web_application",
            "/org/app/users/a/contacts, 500, web_application", "/org/app/users/a/contacts/import/, 500, web_application" })
    void refusesOtherAddresses(String path, int status, String error) {
        assertError(call().at(path).importing("a", "bob"), status, error, "");
    }

    @Test
    void refusesOtherMethods() {
        assertError(SandboxClient.send("PUT", sandbox.port(), "/org/app/users/a/contacts/import", "{}"), 405,
                "method_not_allowed", "");
        assertError(SandboxClient.send("GET", sandbox.port(), "/org/app/token", ""), 405, "method_not_allowed", "");
        assertThat(sandbox.calls()).isZero();
    }

    @Test
    void acceptsAtMostTenFriends() {
        assertThat(call().send("alice", "{\"usernames\":[" + SandboxClient.list(10, "\"%\"") + "]}").statusCode())
                .isEqualTo(200);
        assertError(call().send("alice", "{\"usernames\":[" + SandboxClient.list(11, "\"%\"") + "]}"), 400, "illegal_argument",
                "request user over flow limit:10.");
        assertThat(sandbox.friendsOf("alice")).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "json_parse | `` | Unexpected character", "json_parse | {\"usernames\":[\"a\" | Unexpected character",
            "illegal_argument | {} | this is an invalid request.", "illegal_argument | [] | this is an invalid request.",
            "illegal_argument | {\"usernames\":[]} | this is an invalid request.",
            "illegal_argument | {\"usernames\":\"bob\"} | this is an invalid request.",
            "illegal_argument | {\"usernames\":[7]} | this is an invalid request.",
            "illegal_argument | {\"usernames\":[\"bob\"],\"remark\":1} | this is an invalid request.",
            "illegal_argument | {\"usernames\":[\"bob\",\"Bob\"]} | this is an invalid request.",
            "illegal_argument | {\"usernames\":[\"Alice\"]} | this is an invalid request.",
            "illegal_argument | {\"usernames\":[\"\"]} | username is not legal",
            "illegal_argument | {\"usernames\":[\"b b\"]} | username is not legal",
            "illegal_argument | {\"usernames\":[\"bob@x\"]} | username is not legal",
            "illegal_argument | {\"usernames\":[\"ñ\"]} | username is not legal" })
    void refusesAnInvalidBody(String error, String body, String description) {
        assertError(call().send("alice", body), 400, error, description);
        assertThat(sandbox.friendsStored()).isZero();
    }

    @Test
    void acceptsNamesOfAtMost64Characters() {
        assertThat(call().importing("a".repeat(64), "b".repeat(64)).statusCode()).isEqualTo(200);
        assertError(call().importing("alice", "b".repeat(65)), 400, "illegal_argument", "username is not legal");
        assertError(call().importing("a".repeat(65), "bob"), 400, "illegal_argument", "username is not legal");
        assertError(call().importing("a%20b", "bob"), 400, "illegal_argument", "username is not legal");
    }

    @Test
    void refusesABodyOver5Kilobytes() {
        String body = EasemobCaller.body("bob");

        assertThat(call().send("alice", body + " ".repeat(5120 - body.length())).statusCode()).isEqualTo(200);
        assertError(call().send("alice", body + " ".repeat(5121 - body.length())), 413, "Request Entity Too Large", "Request");
        assertError(call().send("alice", " ".repeat(1 << 20)), 413, "Request Entity Too Large", "Request");
    }

    @Test
    void refusesAnOwnerWhoDoesNotExist() {
        assertError(call().importing("ghost", "bob"), 404, "service_resource_not_found", "Service resource not found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "isSendNotice=yes", "isSendNotice=True", "isSendNotice", "isSendNotice=true&isSendNotice=true",
            "notify=true" })
    void refusesAnInvalidQuery(String query) {
        assertError(call().at("/org/app/users/%s/contacts/import?" + query).importing("alice", "bob"), 400, "illegal_argument",
                "this is an invalid request.");
    }
}
