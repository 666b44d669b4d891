package org.friendsgateway.sandbox.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.SandboxClient;
import org.friendsgateway.sandbox.server.Latency;

/** Calls {@code friend_import} of a sandbox, correctly unless changed by {@code with} and {@code without}. */
public final class TencentCaller {

    public static final long APP = 1400000000;
    public static final String ADMIN = "administrator";
    public static final TencentSandbox.Settings SETTINGS = TencentSandbox.Settings.of(APP, ADMIN, UserSigSigner.KEY)
            .withLatency(Latency.none());

    private final TencentSandbox sandbox;
    private final Map<String, String> parameters = new HashMap<>(Map.of("sdkappid", Long.toString(APP), "identifier", ADMIN,
            "usersig", UserSigSigner.of(APP, ADMIN).sign(), "random", "4294967295", "contenttype", "json"));

    public TencentCaller(TencentSandbox sandbox) {
        this.sandbox = sandbox;
    }

    public TencentCaller with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    public TencentCaller without(String parameter) {
        parameters.remove(parameter);
        return this;
    }

    public HttpRequest.Builder request(String body) {
        return SandboxClient.to(sandbox.port(), "/v4/sns/friend_import" + SandboxClient.query(parameters))
                .POST(BodyPublishers.ofString(body));
    }

    public JsonNode send(String body) {
        return SandboxClient.json(SandboxClient.send(request(body)));
    }

    public JsonNode importing(String owner, String... friends) {
        return send(body(owner, friends));
    }

    /** The code of the whole call. */
    public static int code(JsonNode answer) {
        assertThat(answer.path("ActionStatus").asText()).isEqualTo(answer.path("ErrorCode").asInt() == 0 ? "OK" : "FAIL");
        assertThat(answer.path("ErrorDisplay").asText("?")).isEmpty();
        return answer.path("ErrorCode").asInt(-1);
    }

    public static String body(String owner, String... friends) {
        String items = String.join(",", Stream.of(friends).map(TencentCaller::item).toList());
        return "{\"From_Account\":\"" + owner + "\",\"AddFriendItem\":[" + items + "]}";
    }

    public static String item(String friend) {
        return "{\"To_Account\":\"" + friend + "\",\"AddSource\":\"AddSource_Type_Test\"}";
    }
}
