package org.friendsgateway.vendor.easemob;

import java.io.IOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.vendor.easemob.EasemobApi.Refusal;
import org.jspecify.annotations.Nullable;

/** How requests are written and answers read; made once, for Jackson looks at a type's annotations each time. */
record EasemobJson(ObjectWriter request, ObjectReader answer, ObjectReader refusal, ObjectWriter tokenRequest,
        ObjectReader tokenAnswer) {

    static EasemobJson by(ObjectMapper mapper) {
        return new EasemobJson(mapper.writerFor(EasemobApi.Request.class), mapper.readerFor(EasemobApi.Answer.class),
                mapper.readerFor(Refusal.class), mapper.writerFor(EasemobApi.TokenRequest.class),
                mapper.readerFor(EasemobApi.TokenAnswer.class));
    }

    /** What a refusal says; null when it is not Easemob's JSON. */
    @Nullable
    Refusal refusal(Buffer body) {
        try {
            return refusal.readValue(body.getBytes());
        } catch (IOException unreadable) {
            return null;
        }
    }
}
