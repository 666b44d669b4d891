package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypesTest {

    @ParameterizedTest
    @ValueSource(strings = { "application/json", "APPLICATION/JSON", " application/json ", "application/json;",
            "application/json ; charset=utf-8", "application/json;charset=UTF-8", "application/json; charset=\"utf-8\"",
            "application/json; charset=\"UTF\\-8\"", "application/json; CHARSET=UTF8", "application/json; x=y",
            "application/json; x=\"a;charset=gbk\"; charset=utf-8", "application/json;;;charset=utf-8;charset=UTF8" })
    void acceptsJsonInUtf8(String contentType) {
        assertThat(ContentTypes.isJson(contentType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", ";", "/", "nonsense", "application", "application/", "application/jsonp",
            "application/json/", "application/ json", "application /json", "text/json", "application/x-ndjson",
            "application/problem+json", "application/json, text/plain", "application/json text/plain",
            "application/json; charset=GBK", "application/json; charset*=gbk", "application/json; charset=utf-16",
            "application/json; charset=\"\"",
            "application/json; charset=", "application/json; charset", "application/json; charset=\"utf-8",
            "application/json; charset=utf-8; charset=gbk", "application/json; charset='utf-8'",
            "application/json charset=utf-8",
            "application/json; charset=utf-8\u0000", "application/json; charset=iso-8859-1" })
    void refusesOtherTypesAndCharsets(String contentType) {
        assertThat(ContentTypes.isJson(contentType)).isFalse();
    }
}
