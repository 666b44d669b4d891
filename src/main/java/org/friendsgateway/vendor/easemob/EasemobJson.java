package org.friendsgateway.vendor.easemob;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** How requests are written; made once, for Jackson looks at a type's annotations each time. */
record EasemobJson(ObjectWriter request, ObjectWriter tokenRequest) {

    static EasemobJson by(ObjectMapper mapper) {
        return new EasemobJson(mapper.writerFor(EasemobApi.Request.class), mapper.writerFor(EasemobApi.TokenRequest.class));
    }
}
