package org.friendsgateway.sandbox.tencent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.sandbox.wire.StrictJson;

/**
 * A friend as stored by Tencent.
 *
 * @param source {@code AddSource} as sent, with its prefix
 * @param customItems by tag; the values are {@link String}s and {@link Long}s
 * @see <a href="https://cloud.tencent.com/document/product/269/1501">the fields of a friend</a>
 */
public record TencentFriend(String id, Optional<String> remark, OptionalLong remarkTime, List<String> groups, String source,
        Optional<String> wording, OptionalLong addTime, Map<String, Object> customItems) {

    ObjectNode json() {
        ObjectNode json = StrictJson.object().put("To_Account", id).put("AddSource", source);
        remark.ifPresent(text -> json.put("Remark", text));
        remarkTime.ifPresent(time -> json.put("RemarkTime", time));
        json.set("GroupName", StrictJson.array(groups));
        wording.ifPresent(text -> json.put("AddWording", text));
        addTime.ifPresent(time -> json.put("AddTime", time));
        ArrayNode items = json.putArray("CustomItem");
        customItems.forEach((tag, value) -> items.addObject().put("Tag", tag).putPOJO("Value", value));
        return json;
    }
}
