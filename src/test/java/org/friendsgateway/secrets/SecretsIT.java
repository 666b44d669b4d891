package org.friendsgateway.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.json.Json;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.sandbox.Sandbox;
import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.Fault.Moment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** One run of a gateway with verbose logs, traces and metrics through many kinds of failures, and what it emitted. */
@TestInstance(Lifecycle.PER_CLASS)
class SecretsIT {

    private static final String PATH = "/friends/import";
    private static final String OWNER = "zacharias";
    private static final String FRIEND = "philomena";

    private Emitted emitted = new Emitted();
    private Map<String, String> secrets = Map.of();

    @BeforeAll
    void runThroughEveryFailure() throws IOException, InterruptedException {
        try (TroubledGateway gateway = new TroubledGateway()) {
            succeed(gateway);
            echoSecrets(gateway);
            getRefused(gateway);
            loseVendors(gateway);
            assertThat(gateway.ask("POST", PATH, body("jabber", "echo"))).isEqualTo(422);
            assertThat(gateway.ask("POST", PATH, body("jabber-wrong", "echo"))).isEqualTo(502);
            sendInvalidRequests(gateway);
            secrets = gateway.secrets();
            emitted = gateway.end();
        }
    }

    private static void succeed(TroubledGateway gateway) throws IOException, InterruptedException {
        for (String app : List.of("chat", "ease", "ease-token")) {
            assertThat(gateway.ask("POST", PATH, body(app, "plain"))).isEqualTo(200);
            assertThat(gateway.ask("POST", PATH, body(app, "keyed"), "Content-Type", "application/json", "Idempotency-Key",
                    "key-of-" + app)).isEqualTo(200);
        }
    }

    /** The vendors repeat the secrets they were called with in each of their texts. */
    private static void echoSecrets(TroubledGateway gateway) throws IOException, InterruptedException {
        for (String app : List.of("chat", "ease", "ease-token")) {
            for (String secret : gateway.secretsOf(app)) {
                for (String form : List.of(secret, URLEncoder.encode(secret, UTF_8), Json.encode(secret))) {
                    echoSecrets(gateway, app, form);
                }
            }
        }
    }

    private static void echoSecrets(TroubledGateway gateway, String app, String form) throws IOException, InterruptedException {
        String echo = "POST /v4/sns/friend_import?usersig=" + form + "&random=1";
        Sandbox vendors = gateway.vendors();
        if (app.equals("chat")) {
            vendors.tencent().faults().add(Fault.result(FRIEND, 99999, echo).forUser(OWNER + "-echo"));
            assertThat(gateway.ask("POST", PATH, body(app, "echo"))).isEqualTo(207);
            vendors.tencent().faults().add(Fault.refusal(60003, echo).forUser(OWNER + "-echo"));
        } else {
            vendors.easemob().faults().add(Fault.refusal(400, form, echo).forUser(OWNER + "-echo"));
        }
        assertThat(gateway.ask("POST", PATH, body(app, "echo"))).isEqualTo(422);
    }

    private static void getRefused(TroubledGateway gateway) throws IOException, InterruptedException {
        Sandbox vendors = gateway.vendors();
        vendors.tencent().faults().add(Fault.refusal(70003, "UserSig is not valid").forUser(OWNER + "-refused"));
        vendors.tencent().faults().add(Fault.refusal(60026, "no region for " + OWNER).forUser(OWNER + "-region"));
        vendors.easemob().faults().add(Fault.refusal(401, "unauthorized", "expired").forUser(OWNER + "-refused"));
        for (String app : List.of("chat", "ease")) {
            assertThat(gateway.ask("POST", PATH, body(app, "refused"))).isEqualTo(200);
        }
        vendors.easemob().faults().add(Fault.refusal(400, "invalid_grant", "no client_secret "
                + gateway.secrets().get("a wrong secret")).atLogin());
        for (String app : List.of("wrong", "ease-wrong")) {
            assertThat(gateway.ask("POST", PATH, body(app, "refused"))).isEqualTo(502);
        }
        assertThat(gateway.ask("POST", PATH, body("chat", "region"))).isEqualTo(502);
    }

    private static void loseVendors(TroubledGateway gateway) throws IOException, InterruptedException {
        fail(gateway, Map.of("cut", Fault.cut(Moment.MID_ANSWER), "gone", Fault.cut(Moment.BEFORE_READING),
                "broken", Fault.raw(500, "text/html", "<h1>broken</h1>"), "garbled", Fault.truncated()), "chat", "ease");
        fail(gateway, Map.of("hung", Fault.hang(), "slow", Fault.delay(Duration.ofSeconds(10))), "hasty", "ease-hasty");
        assertThat(gateway.ask("POST", PATH, body("down", "down"))).isEqualTo(503);
    }

    private static void fail(TroubledGateway gateway, Map<String, Fault> faults, String... apps)
            throws IOException, InterruptedException {
        for (Map.Entry<String, Fault> entry : faults.entrySet()) {
            Fault fault = entry.getValue().times(2).forUser(OWNER + "-" + entry.getKey());
            gateway.vendors().tencent().faults().add(fault);
            gateway.vendors().easemob().faults().add(fault);
            for (String app : apps) {
                assertThat(gateway.ask("POST", PATH, body(app, entry.getKey()))).isGreaterThanOrEqualTo(400);
            }
        }
    }

    private static void sendInvalidRequests(TroubledGateway gateway) throws IOException, InterruptedException {
        assertThat(gateway.ask("POST", PATH, "{nonsense")).isEqualTo(400);
        assertThat(gateway.ask("POST", PATH, body("chat", "x").replace("\"app\"", "\"apq\""))).isEqualTo(400);
        assertThat(gateway.ask("POST", PATH, "text", "Content-Type", "text/plain")).isEqualTo(415);
        assertThat(gateway.ask("GET", PATH, "")).isEqualTo(405);
        assertThat(gateway.ask("GET", "/nowhere?app=chat", "")).isEqualTo(404);
    }

    private static String body(String app, String what) {
        return ApiCaller.body(app, OWNER + "-" + what, FRIEND).toString();
    }

    @Test
    void emitsNoSecret() {
        assertThat(secrets).hasSizeGreaterThan(10);
        assertThat(emitted.findings(secrets)).isEmpty();
    }

    @Test
    void emitsNoUserIdToOperators() {
        assertThat(emitted.findings(Map.of("the owner", OWNER, "the friend", FRIEND),
                List.of("log", "metrics", "spans", "health"))).isEmpty();
        assertThat(emitted.at("answers")).contains(OWNER, FRIEND, "usersig=***&random=1", "\"code\":\"***\"", "Bearer ***");
    }

    @Test
    void capturesEveryPlace() {
        assertThat(emitted.at("answers")).contains("vendor_timeout", "vendor_unavailable", "vendor_unauthorized",
                "vendor_misconfigured", "invalid_request", "unsupported_media_type", "not_found");
        assertThat(emitted.at("spans")).contains("POST /friends/import", "owner wait", "permit wait", "vendor call",
                "friends.result", "vendor_timeout");
        assertThat(emitted.at("metrics")).contains("friends_import_requests_total", "trace_id=");
        assertThat(emitted.at("health")).contains("\"status\": \"UP\"");
        assertThat(emitted.at("redis")).contains("grant", "idempotency", OWNER);
        assertThat(emitted.at("log")).contains("\"level\":\"DEBUG\"");
    }

    @Test
    void logsOneJsonObjectPerLine() {
        List<JsonNode> lines = emitted.at("log").lines().filter(line -> !line.isBlank()).map(ApiCaller::json).toList();

        assertThat(lines).allSatisfy(line -> assertThat(line.at("/message").isTextual()).isTrue());
        assertThat(lines).filteredOn(line -> line.at("/message").asText().equals("import")).hasSizeGreaterThan(20)
                .allSatisfy(line -> {
                    assertThat(line.at("/loggerName").asText()).isEqualTo("org.friendsgateway.imports");
                    assertThat(line.at("/mdc/traceId").asText()).matches("[0-9a-f]{32}");
                    assertThat(line.at("/mdc/requestId").asText()).isNotEmpty();
                    assertThat(line.at("/mdc/status").asText()).matches("\\d{3}");
                });
        assertThat(lines).filteredOn(line -> line.at("/message").asText().equals("vendor call failed"))
                .extracting(line -> line.at("/mdc/code").asText())
                .contains("vendor_timeout", "vendor_unavailable", "vendor_unauthorized", "vendor_misconfigured");
    }
}
