package org.friendsgateway.vendor.tencent;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

/**
 * The page of {@code v4/sns/friend_import} in Java, with its own spellings.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">导入好友</a>
 */
final class TencentApi {

    static final String PATH = "/v4/sns/friend_import";

    /** The most items of one call. */
    static final int MOST_ITEMS = 1000;

    private TencentApi() {
    }

    record Request(
            @JsonProperty("From_Account") String fromAccount,
            @JsonProperty("AddFriendItem") List<Item> addFriendItem) {
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Item(
            @JsonProperty("To_Account") String toAccount,
            @JsonProperty("Remark") @Nullable String remark,
            @JsonProperty("RemarkTime") @Nullable Long remarkTime,
            @JsonProperty("GroupName") List<String> groupName,
            @JsonProperty("AddSource") String addSource,
            @JsonProperty("AddWording") @Nullable String addWording,
            @JsonProperty("AddTime") @Nullable Long addTime,
            @JsonProperty("CustomItem") List<CustomItem> customItem) {
    }

    /** {@code value} is a string or an integer. */
    record CustomItem(@JsonProperty("Tag") String tag, @JsonProperty("Value") Object value) {
    }

    /**
     * Both forms of the answer: the older one always carries {@code Fail_Account} and {@code Invalid_Account}, the newer
     * one {@code Fail_Account} alone and only when somebody failed. Nothing can be relied on to be there.
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(
            @JsonProperty("ResultItem") @Nullable List<@Nullable ResultItem> resultItem,
            @JsonProperty("Fail_Account") @Nullable List<@Nullable String> failAccount,
            @JsonProperty("Invalid_Account") @Nullable List<@Nullable String> invalidAccount,
            @JsonProperty("ErrorCode") @Nullable Integer errorCode,
            @JsonProperty("ErrorInfo") @Nullable String errorInfo) {
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record ResultItem(
            @JsonProperty("To_Account") @Nullable String toAccount,
            @JsonProperty("ResultCode") @Nullable Integer resultCode,
            @JsonProperty("ResultInfo") @Nullable String resultInfo) {
    }
}
