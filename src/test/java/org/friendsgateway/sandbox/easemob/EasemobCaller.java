package org.friendsgateway.sandbox.easemob;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.SandboxClient;
import org.friendsgateway.sandbox.server.Latency;

/** Calls the import of a sandbox, correctly unless changed by {@code with}, {@code without} and {@code at}. */
public final class EasemobCaller {

    public static final EasemobSandbox.Settings SETTINGS = EasemobSandbox.Settings.of("org", "app", "client", "secret")
            .withLatency(Latency.none());

    private final EasemobSandbox sandbox;
    private final Map<String, String> headers = new HashMap<>(
            Map.of("Content-Type", "application/json", "Accept", "application/json"));
    private String path = "/org/app/users/%s/contacts/import";

    public EasemobCaller(EasemobSandbox sandbox) {
        this.sandbox = sandbox;
        headers.put("Authorization", "Bearer " + sandbox.issueToken());
    }

    public EasemobCaller with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public EasemobCaller without(String header) {
        headers.remove(header);
        return this;
    }

    public EasemobCaller at(String other) {
        path = other;
        return this;
    }

    public HttpRequest.Builder request(String user, String body) {
        HttpRequest.Builder request = SandboxClient.to(sandbox.port(), path.replace("%s", user))
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return request;
    }

    public HttpResponse<String> send(String user, String body) {
        return SandboxClient.send(request(user, body));
    }

    public HttpResponse<String> importing(String user, String... names) {
        return send(user, body(names));
    }

    public static String body(String... names) {
        return "{\"usernames\":[\"" + String.join("\",\"", names) + "\"]}";
    }

    /** Asks for a token. */
    public HttpResponse<String> logIn(String body) {
        return at("/org/app/token").without("Authorization").send("", body);
    }

    public static String credentials(String client, String secret) {
        return "{\"grant_type\":\"client_credentials\",\"client_id\":\"" + client + "\",\"client_secret\":\"" + secret + "\"}";
    }

    public static void assertError(HttpResponse<String> response, int status, String error, String description) {
        JsonNode body = SandboxClient.json(response);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(body.path("error").asText()).isEqualTo(error);
        assertThat(body.path("error_description").asText()).startsWith(description);
        assertThat(body.path("timestamp").isIntegralNumber()).isTrue();
        assertThat(body.path("duration").isIntegralNumber()).isTrue();
    }
}
