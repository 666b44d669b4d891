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
 * A REST client of the gateway for Quarkus services; nothing else is needed. It throws a problem document as a
 * {@code WebApplicationException} with its status.
 */
@Path("/friends/import")
public interface FriendsClient {

    /** A request; absent fields are left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Import(@Nullable String app, String userId, List<Friend> friends) {

        /** The same for some of the friends, such as those that a response says to retry. */
        Import only(List<String> userIds) {
            return new Import(app, userId, friends.stream().filter(friend -> userIds.contains(friend.userId())).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Friend(String userId, @Nullable String remark) {
    }

    /** The body of a 200 or 207; fields of later versions are ignored. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Response(String requestId, List<Result> results, @Nullable Retry retry) {
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
    Uni<Response> importFriends(Import friends, @HeaderParam("Prefer") String prefer);
}
