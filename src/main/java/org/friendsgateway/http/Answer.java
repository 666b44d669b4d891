package org.friendsgateway.http;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jboss.resteasy.reactive.RestResponse;

/**
 * A whole answer, ready to be sent by whoever holds the request.
 *
 * @param status the HTTP status
 * @param headers by name
 * @param body JSON
 */
record Answer(int status, Map<String, String> headers, String body) {

    Answer {
        headers = new LinkedHashMap<>(headers);
    }

    RestResponse<String> toRest() {
        RestResponse.ResponseBuilder<String> response = RestResponse.ResponseBuilder.create(status);
        headers.forEach(response::header);
        return response.entity(body).build();
    }
}
