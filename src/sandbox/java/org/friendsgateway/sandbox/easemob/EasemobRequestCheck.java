package org.friendsgateway.sandbox.easemob;

import static org.friendsgateway.sandbox.easemob.EasemobResponses.illegalArgument;
import static org.friendsgateway.sandbox.easemob.EasemobResponses.refused;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.wire.StrictJson;
import org.friendsgateway.sandbox.wire.StrictUrl;

/**
 * Checks the form of all requests.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/error.html">errors</a>
 */
final class EasemobRequestCheck {

    private EasemobRequestCheck() {
    }

    static void check(ReceivedRequest request, int maxBodyBytes) {
        if (!isJson(request, "Content-Type") || !isJson(request, "Accept")) {
            throw refused(415, "web_application", "Unsupported Media Type");
        }
        if (request.body().length() > maxBodyBytes) {
            throw refused(413, "Request Entity Too Large", "Request Entity Too Large");
        }
    }

    /** Reads the only query parameter. */
    static boolean sendsNotice(String query) {
        try {
            Map<String, String> parameters = StrictUrl.query(query, Set.of("isSendNotice"));
            String flag = parameters.getOrDefault("isSendNotice", "false");
            if (flag.equals("true") || flag.equals("false")) {
                return flag.equals("true");
            }
            throw illegalArgument("this is an invalid request. isSendNotice must be true or false.");
        } catch (IllegalArgumentException malformed) {
            throw illegalArgument("this is an invalid request. " + malformed.getMessage());
        }
    }

    static JsonNode json(ReceivedRequest request) {
        return StrictJson.read(request.body().getBytes()).orElseThrow(() -> refused(400, "json_parse", "Unexpected character"));
    }

    private static boolean isJson(ReceivedRequest request, String header) {
        return Arrays.stream(request.header(header).orElse("").split(",", -1))
                .anyMatch(type -> type.split(";", -1)[0].trim().equalsIgnoreCase("application/json"));
    }
}
