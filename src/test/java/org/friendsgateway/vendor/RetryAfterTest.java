package org.friendsgateway.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-06T08:49:00.300Z");

    private static @Nullable Duration wait(List<String> values, String... dates) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        values.forEach(value -> headers.add("retry-after", value));
        List.of(dates).forEach(value -> headers.add("date", value));
        return RetryAfter.of(headers, new MutableClock(NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7                              | 7
            007                            | 7
            ' 7 '                          | 7
            7.0                            | 7
            7.2                            | 8
            86400                          | 86400
            86401                          | 86401
            99999999999999999999999999     | 31622400
            Fri, 06 Nov 2026 08:49:37 GMT  | 37
            Friday, 06-Nov-26 08:49:37 GMT | 37
            Fri Nov  6 08:49:37 2026       | 37
            Fri, 06 Nov 2026 08:49:01 GMT  | 1
            Mon, 06 Nov 2999 08:49:37 GMT  | 31622400
            """)
    void parsesSecondsAndDatesAndRoundsThemUp(String value, long seconds) {
        assertThat(wait(List.of(value))).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0", "0.0", "-7", "+7", "7s", "1e3", "0x7", "٧", "soon", "7, 8",
            "Fri, 06 Nov 2026 08:49:00 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 66 Nov 2026 08:49:37 GMT", "2026-11-06T08:49:37Z", "NaN" })
    void ignoresInvalidAndPastValues(String value) {
        assertThat(wait(List.of(value))).isNull();
    }

    @Test
    void isNullWithoutTheHeader() {
        assertThat(wait(List.of())).isNull();
    }

    @Test
    void takesTheLongestOfSeveral() {
        assertThat(wait(List.of("soon", "7", "Fri, 06 Nov 2026 08:49:37 GMT", "9"))).hasSeconds(37);
    }

    @Test
    void countsADateFromTheDateOfTheResponse() {
        List<String> date = List.of("Fri, 06 Nov 2026 08:49:37 GMT");

        assertThat(wait(date, "Fri, 06 Nov 2026 08:49:30 GMT")).hasSeconds(7);
        assertThat(wait(date, "Fri, 06 Nov 2026 08:49:40 GMT")).isNull();
        assertThat(wait(date, "yesterday")).hasSeconds(37);
        assertThat(wait(List.of("5"), "yesterday")).hasSeconds(5);
    }
}
