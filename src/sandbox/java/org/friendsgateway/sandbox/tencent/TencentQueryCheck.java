package org.friendsgateway.sandbox.tencent;

import static org.friendsgateway.sandbox.tencent.TencentResponses.refused;

import java.util.Map;
import java.util.Set;

import org.friendsgateway.sandbox.wire.StrictUrl;

/**
 * Checks the query string of a call in the order of the page: its form, the app, the caller.
 *
 * @see <a href="https://trtc.io/document/34348">error codes</a>
 */
final class TencentQueryCheck {

    private static final Set<String> PARAMETERS = Set.of("sdkappid", "identifier", "usersig", "random", "contenttype");

    private final long sdkAppId;
    private final String administrator;
    private final UserSigCheck userSigCheck;

    TencentQueryCheck(long sdkAppId, String administrator, UserSigCheck userSigCheck) {
        this.sdkAppId = sdkAppId;
        this.administrator = administrator;
        this.userSigCheck = userSigCheck;
    }

    /** Throws {@link RefusedException}. */
    void check(String query) {
        Map<String, String> parameters = parse(query);
        checkApp(parameters.getOrDefault("sdkappid", ""));
        String identifier = required(parameters, "identifier");
        String userSig = required(parameters, "usersig");
        if (!required(parameters, "contenttype").equals("json")) {
            throw refused(60025, "contenttype must be json");
        }
        if (!isUnsigned32(required(parameters, "random"))) {
            throw refused(60025, "random must be an unsigned integer of 32 bits");
        }
        int code = userSigCheck.check(userSig, identifier);
        if (code != UserSigCheck.VALID) {
            throw refused(code, "usersig check failed");
        }
        if (!identifier.equals(administrator)) {
            throw refused(60010, "identifier must be an administrator of the app");
        }
    }

    private static Map<String, String> parse(String query) {
        try {
            return StrictUrl.query(query, PARAMETERS);
        } catch (IllegalArgumentException malformed) {
            throw refused(60002, "bad url: " + malformed.getMessage());
        }
    }

    private void checkApp(String id) {
        if (id.isEmpty()) {
            throw refused(60012, "sdkappid is missing");
        }
        if (!id.matches("[1-9][0-9]{0,18}")) {
            throw refused(60006, "sdkappid is illegal");
        }
        if (!id.equals(Long.toString(sdkAppId))) {
            throw refused(70020, "sdkappid is not found");
        }
    }

    private static String required(Map<String, String> parameters, String name) {
        String value = parameters.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw refused(60025, name + " is missing");
        }
        return value;
    }

    private static boolean isUnsigned32(String text) {
        return text.matches("0|[1-9][0-9]{0,9}") && Long.parseLong(text) <= 0xFFFF_FFFFL;
    }
}
