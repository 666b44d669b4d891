package org.friendsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.ApiCaller.Reply;

/** Checks of problem documents. */
public final class Problems {

    private static final Set<String> MEMBERS = Set.of("type", "title", "status", "detail", "instance", "code", "origin",
            "retryable", "retryAfterMs", "outcome", "requestId", "app", "provider", "vendor", "violations");

    private Problems() {
    }

    /** Checks the form of a response that is not a success. */
    public static void check(Reply reply) {
        JsonNode problem = reply.json();
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(MEMBERS).containsAll(problem.properties().stream().map(member -> member.getKey()).toList());
        assertThat(problem.at("/status").intValue()).isEqualTo(reply.status());
        assertThat(reply.at("/type")).isEqualTo("urn:friends-gateway:error:" + reply.at("/code"));
        assertThat(reply.at("/title")).isNotBlank();
        assertThat(reply.at("/detail")).isNotBlank();
        assertThat(reply.at("/origin")).isIn("caller", "gateway", "vendor");
        assertThat(reply.at("/outcome")).isIn("none", "unknown");
        assertThat(reply.header("X-Request-Id")).isNotBlank().isEqualTo(reply.at("/requestId"));
        assertThat(reply.at("/instance")).isEqualTo("urn:friends-gateway:request:" + reply.at("/requestId"));
        assertThat(problem.at("/violations").isMissingNode()).isEqualTo(!reply.at("/code").equals("invalid_request"));
        checkRetry(reply, problem);
    }

    /** Checks the form and these members. */
    public static void check(Reply reply, int status, String code, String outcome) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        check(reply);
        assertThat(reply.at("/code")).isEqualTo(code);
        assertThat(reply.at("/outcome")).isEqualTo(outcome);
    }

    private static void checkRetry(Reply reply, JsonNode problem) {
        if (problem.at("/retryable").booleanValue()) {
            long seconds = (problem.at("/retryAfterMs").longValue() + 999) / 1000;
            assertThat(seconds).isPositive();
            assertThat(reply.header("Retry-After")).isEqualTo(Long.toString(seconds));
        } else {
            assertThat(problem.has("retryAfterMs")).isFalse();
            assertThat(reply.headers().map()).doesNotContainKey("retry-after");
        }
    }
}
