package org.friendsgateway.vendor.easemob;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

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

    record Request(@JsonProperty("usernames") List<String> usernames) {
    }

    record TokenRequest(
            @JsonProperty("grant_type") String grantType,
            @JsonProperty("client_id") String clientId,
            @JsonProperty("client_secret") String clientSecret) {

        @Override
        public String toString() {
            return "TokenRequest[…]";
        }
    }
}
