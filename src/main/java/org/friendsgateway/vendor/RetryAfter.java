package org.friendsgateway.vendor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.regex.Pattern;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import org.jspecify.annotations.Nullable;

/**
 * How long a vendor asks to wait before the next call.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3">Retry-After</a>
 */
final class RetryAfter {

    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    /** Longer than any caller waits, and short enough to calculate with. */
    private static final Duration MAX_WAIT = Duration.ofDays(366);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    private RetryAfter() {
    }

    /**
     * The longest wait that the headers ask for, in whole seconds, rounded up. A date is relative to the response's own
     * {@code Date}, or to {@code clock} when it has none.
     *
     * @return up to a year; null when the headers ask for no wait, name a time in the past, or cannot be parsed
     */
    static @Nullable Duration of(MultiMap headers, Clock clock) {
        if (!headers.contains(RETRY_AFTER)) {
            return null;
        }
        return headers.getAll(RETRY_AFTER).stream().map(String::strip)
                .map(value -> SECONDS.matcher(value).matches() ? seconds(value) : until(value, headers, clock))
                .filter(wait -> wait != null && wait.compareTo(Duration.ZERO) > 0).max(Comparator.naturalOrder()).orElse(null);
    }

    private static Duration seconds(String value) {
        return seconds(new BigDecimal(value));
    }

    private static Duration seconds(BigDecimal seconds) {
        return Duration.ofSeconds(seconds.min(BigDecimal.valueOf(MAX_WAIT.toSeconds())).setScale(0, RoundingMode.CEILING)
                .longValueExact());
    }

    private static @Nullable Duration until(String value, MultiMap headers, Clock clock) {
        Instant date = date(value);
        if (date == null) {
            return null;
        }
        Instant sent = date(headers.get("Date"));
        Duration wait = Duration.between(sent == null ? clock.instant() : sent, date);
        return seconds(BigDecimal.valueOf(wait.toMillis(), 3));
    }

    /** Parses any of the three date formats of HTTP. */
    private static @Nullable Instant date(@Nullable String value) {
        Date date = value == null ? null : DateFormatter.parseHttpDate(value);
        return date == null ? null : date.toInstant();
    }
}
