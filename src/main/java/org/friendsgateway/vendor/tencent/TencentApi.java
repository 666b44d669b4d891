package org.friendsgateway.vendor.tencent;

import java.util.List;

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
    static final int MAX_ITEMS = 1000;

    private TencentApi() {
    }

    record Request(
            @JsonProperty("From_Account") String fromAccount,
            @JsonProperty("AddFriendItem") List<Item> addFriendItem) {
    }

    /** An empty text clears what was stored; an empty list says nothing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @JsonProperty("To_Account") String toAccount,
            @JsonProperty("Remark") @Nullable String remark,
            @JsonProperty("RemarkTime") @Nullable Long remarkTime,
            @JsonProperty("GroupName") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> groupName,
            @JsonProperty("AddSource") String addSource,
            @JsonProperty("AddWording") @Nullable String addWording,
            @JsonProperty("AddTime") @Nullable Long addTime,
            @JsonProperty("CustomItem") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<CustomItem> customItem) {
    }

    /** {@code value} is a string or an integer. */
    record CustomItem(@JsonProperty("Tag") String tag, @JsonProperty("Value") Object value) {
    }
}
