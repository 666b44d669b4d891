package org.friendsgateway;

import java.util.List;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.smallrye.mutiny.Uni;

import org.jspecify.annotations.Nullable;

/**
 * How a Quarkus service calls the gateway: this interface is all it needs. A problem document comes as a
 * {@code WebApplicationException} with its status.
 */
@Path("/friends/import")
public interface FriendsClient {

    /** What is asked for; absent fields are left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Import(@Nullable String app, String userId, List<Friend> friends) {

        /** The same for a part of the friends, such as those that an answer says to post again. */
        Import only(List<String> userIds) {
            return new Import(app, userId, friends.stream().filter(friend -> userIds.contains(friend.userId())).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Friend(String userId, @Nullable String remark) {
    }

    /** A 200 or a 207; fields that a later version adds are no concern of this caller. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(String requestId, List<Result> results, @Nullable Retry retry) {
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Result(String userId, String status, @Nullable Reason error) {
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Reason(String code, boolean retryable) {
    }

    record Retry(List<String> userIds, long afterMs) {
    }

    /**
     * Imports friends.
     *
     * @param prefer such as {@code wait=10}
     */
    @POST
    Uni<Answer> importFriends(Import friends, @HeaderParam("Prefer") String prefer);
}
