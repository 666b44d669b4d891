package org.friendsgateway.vendor.easemob;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

/**
 * The pages of {@code contacts/import} and of the app token in Java, with their own spellings.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">导入好友列表</a>
 * @see <a href="https://doc.easemob.com/product/easemob_app_token.html">使用 App Token 鉴权</a>
 */
final class EasemobApi {

    /** The most user names of one call. */
    static final int MOST_USERNAMES = 10;

    private EasemobApi() {
    }

    record Request(@JsonProperty("usernames") List<String> usernames) {
    }

    /** The answer with status 200; nothing can be relied on to be there. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(@JsonProperty("data") @Nullable Data data) {
    }

    /** Who went where; an empty list may be missing. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Data(
            @JsonProperty("success") @Nullable List<@Nullable String> success,
            @JsonProperty("NotExistFailed") @Nullable List<@Nullable String> notExistFailed,
            @JsonProperty("maxLimitFailed") @Nullable List<@Nullable String> maxLimitFailed,
            @JsonProperty("UnKnowFailed") @Nullable List<@Nullable String> unKnowFailed) {
    }

    /** The answer with any other status. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Refusal(
            @JsonProperty("error") @Nullable String error,
            @JsonProperty("error_description") @Nullable String errorDescription) {
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

    /** {@code expires_in} counts seconds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record TokenAnswer(
            @JsonProperty("access_token") @Nullable String accessToken,
            @JsonProperty("expires_in") @Nullable Long expiresIn) {

        @Override
        public String toString() {
            return "TokenAnswer[…]";
        }
    }
}
