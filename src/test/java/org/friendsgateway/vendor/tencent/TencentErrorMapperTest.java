package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentErrorMapperTest {

    private static final String CODES = "/vendor/tencent-errors.csv";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = CODES, numLinesToSkip = 1)
    void mapsEachCodeOfARequest(ArgumentsAccessor row) {
        Failure failure = TencentErrorMapper.ofRequest(number(row), "Err_SNS", 200);

        assertThat(failure.kind().code()).isEqualTo(row.getString(1));
        assertPolicy(failure, row);
        assertThat(failure.vendor()).isEqualTo(new VendorError(row.getString(0), "Err_SNS", 200));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvFileSource(resources = CODES, numLinesToSkip = 1)
    void mapsEachCodeOfAFriend(ArgumentsAccessor row) {
        Failure failure = TencentErrorMapper.ofItem(number(row), "Err_SNS", 200);

        assertThat(failure.kind().code()).isEqualTo(row.getString(2));
        assertPolicy(failure, row);
        assertThat(failure.vendor()).isEqualTo(new VendorError(row.getString(0), "Err_SNS", null));
    }

    private static void assertPolicy(Failure failure, ArgumentsAccessor row) {
        assertThat(failure.kind().status()).as("status").isEqualTo(row.getInteger(3));
        assertThat(failure.kind().origin()).as("origin").isEqualTo(constant(Origin.class, row, 4));
        assertThat(failure.kind().retryable()).as("retryable").isEqualTo(row.getBoolean(5));
        assertThat(failure.certainty()).isEqualTo(constant(Certainty.class, row, 6));
        assertThat(failure.retryAdvice()).isEqualTo(constant(RetryAdvice.class, row, 7));
    }

    private static int number(ArgumentsAccessor row) {
        return Objects.requireNonNull(row.getInteger(0));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, ArgumentsAccessor row, int column) {
        return Enum.valueOf(type, Objects.requireNonNull(row.getString(column)).toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(ints = { Integer.MIN_VALUE, -1, 1, 38000, 60001, 70015, 71000, 80001, 99999, Integer.MAX_VALUE })
    void treatsAnUnknownCodeAsFinalAndKeepsIt(int code) {
        Failure failure = TencentErrorMapper.ofRequest(code, null, 200);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_REJECTED);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.NO_RETRY);
        assertThat(failure.vendor()).isEqualTo(new VendorError(Integer.toString(code), null, 200));
    }

    @Test
    void hasNoCodeThatIsNotInTheTable() throws IOException {
        Set<Integer> known = IntStream.rangeClosed(0, 99_999)
                .filter(code -> TencentErrorMapper.ofItem(code, null, 200).kind() != Kind.VENDOR_REJECTED).boxed()
                .collect(Collectors.toSet());

        assertThat(known).isEqualTo(codes());
    }

    private static Set<Integer> codes() throws IOException {
        try (InputStream csv = Objects.requireNonNull(TencentErrorMapperTest.class.getResourceAsStream(CODES))) {
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1)
                    .map(line -> Integer.valueOf(line.substring(0, line.indexOf(',')))).collect(Collectors.toSet());
        }
    }

    @Test
    void pausesForAMinuteAfterTooManyBadSignatures() {
        assertThat(TencentErrorMapper.ofRequest(70050, null, 200).retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvFileSource(resources = CODES, numLinesToSkip = 1)
    void provesNothingWithAServerError(ArgumentsAccessor row) {
        assertThat(TencentErrorMapper.ofRequest(number(row), "Err_SNS", 503).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(TencentErrorMapper.ofItem(number(row), "Err_SNS", 500).certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void truncatesALongTextBetweenCharacters() {
        VendorError error = TencentErrorMapper.ofRequest(30001, "x".repeat(499) + "😀", 200).vendor();

        assertThat(error).isEqualTo(new VendorError("30001", "x".repeat(499), 200));
    }

    @Test
    void truncatesALongTextOfTheVendor() {
        assertThat(TencentErrorMapper.ofItem(30001, "x".repeat(10_000), 200).vendor())
                .isEqualTo(new VendorError("30001", "x".repeat(500), null));
    }
}
