package org.friendsgateway.sandbox;

import static org.friendsgateway.sandbox.TencentAnswers.refused;

import java.util.Map;
import java.util.Set;

/**
 * The query string of a call, judged in the order of the page: is it well formed, for which app, by whom.
 *
 * @see <a href="https://trtc.io/document/34348">error codes</a>
 */
final class TencentQuery {

    private static final Set<String> PARAMETERS = Set.of("sdkappid", "identifier", "usersig", "random", "contenttype");

    private final long sdkAppId;
    private final String administrator;
    private final UserSigCheck userSigCheck;

    TencentQuery(long sdkAppId, String administrator, UserSigCheck userSigCheck) {
        this.sdkAppId = sdkAppId;
        this.administrator = administrator;
        this.userSigCheck = userSigCheck;
    }

    void check(String query) {
        Map<String, String> parameters = parse(query);
        checkApp(parameters.getOrDefault("sdkappid", ""));
        String identifier = given(parameters, "identifier");
        String userSig = given(parameters, "usersig");
        if (!given(parameters, "contenttype").equals("json")) {
            throw refused(60025, "contenttype must be json");
        }
        if (!isUnsigned32(given(parameters, "random"))) {
            throw refused(60025, "random must be an unsigned integer of 32 bits");
        }
        int verdict = userSigCheck.verdict(userSig, identifier);
        if (verdict != UserSigCheck.GOOD) {
            throw refused(verdict, "usersig check failed");
        }
        if (!identifier.equals(administrator)) {
            throw refused(60010, "identifier must be an administrator of the app");
        }
    }

    private static Map<String, String> parse(String query) {
        try {
            return QueryString.parse(query, PARAMETERS);
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

    private static String given(Map<String, String> parameters, String name) {
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
