package org.friendsgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** Calls {@code friend_import} of a sandbox, rightly until told otherwise. */
final class TencentCaller {

    static final long APP = 1400000000;
    static final String ADMIN = "administrator";
    static final TencentSandbox.Settings SETTINGS = TencentSandbox.Settings.of(APP, ADMIN, Signer.KEY)
            .withLatency(Latency.none());

    private final TencentSandbox sandbox;
    private final Map<String, String> parameters = new HashMap<>(Map.of("sdkappid", Long.toString(APP), "identifier", ADMIN,
            "usersig", Signer.of(APP, ADMIN).sign(), "random", "4294967295", "contenttype", "json"));

    TencentCaller(TencentSandbox sandbox) {
        this.sandbox = sandbox;
    }

    TencentCaller with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    TencentCaller without(String parameter) {
        parameters.remove(parameter);
        return this;
    }

    HttpRequest.Builder request(String body) {
        return Wire.to(sandbox.port(), "/v4/sns/friend_import" + Wire.query(parameters)).POST(BodyPublishers.ofString(body));
    }

    JsonNode send(String body) {
        return Wire.json(Wire.send(request(body)));
    }

    JsonNode importing(String owner, String... friends) {
        return send(body(owner, friends));
    }

    /** The verdict on the whole call. */
    static int code(JsonNode answer) {
        assertThat(answer.path("ActionStatus").asText()).isEqualTo(answer.path("ErrorCode").asInt() == 0 ? "OK" : "FAIL");
        assertThat(answer.path("ErrorDisplay").asText("?")).isEmpty();
        return answer.path("ErrorCode").asInt(-1);
    }

    static String body(String owner, String... friends) {
        String items = String.join(",", Stream.of(friends).map(TencentCaller::item).toList());
        return "{\"From_Account\":\"" + owner + "\",\"AddFriendItem\":[" + items + "]}";
    }

    static String item(String friend) {
        return "{\"To_Account\":\"" + friend + "\",\"AddSource\":\"AddSource_Type_Test\"}";
    }
}
