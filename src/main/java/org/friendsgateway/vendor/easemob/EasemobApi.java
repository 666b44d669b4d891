package org.friendsgateway.vendor.easemob;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.vendor.VendorJson;

/**
 * The pages of {@code contacts/import} and of the app token in Java, with their own spellings.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">导入好友列表</a>
 * @see <a href="https://doc.easemob.com/product/easemob_app_token.html">使用 App Token 鉴权</a>
 */
final class EasemobApi {

    /** The most user names of one call. */
    static final int MAX_USERNAMES = 10;

    private EasemobApi() {
    }

    /** The path of an App Key, which all its calls begin with. */
    static String appPath(String orgName, String appName) {
        return "/" + encode(orgName) + "/" + encode(appName);
    }

    /** The path of an import, with its query. */
    static String importPath(String appPath, String username, boolean notify) {
        return appPath + "/users/" + encode(username) + "/contacts/import" + (notify ? "?isSendNotice=true" : "");
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, UTF_8);
    }

    /** The body of an import. */
    static Buffer request(List<String> usernames) {
        return VendorJson.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("usernames");
            for (String username : usernames) {
                json.writeString(username);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** The body of a login. */
    static Buffer tokenRequest(String clientId, String clientSecret) {
        return VendorJson.write(json -> {
            json.writeStartObject();
            json.writeStringField("grant_type", "client_credentials");
            json.writeStringField("client_id", clientId);
            json.writeStringField("client_secret", clientSecret);
            json.writeEndObject();
        });
    }
}
