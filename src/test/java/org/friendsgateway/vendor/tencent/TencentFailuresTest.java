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

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.VendorFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentFailuresTest {

    private static final String CODES = "/vendor/tencent-failures.csv";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = CODES, numLinesToSkip = 1)
    void knowsWhatACodeMeansForTheWholeRequest(ArgumentsAccessor row) {
        Failure failure = TencentFailures.ofRequest(number(row), "Err_SNS", 200);

        assertThat(failure.kind().code()).isEqualTo(row.getString(1));
        assertPolicy(failure, row);
        assertThat(failure.vendor()).isEqualTo(new VendorFault(row.getString(0), "Err_SNS", 200));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvFileSource(resources = CODES, numLinesToSkip = 1)
    void knowsWhatACodeMeansForOneFriend(ArgumentsAccessor row) {
        Failure failure = TencentFailures.ofItem(number(row), "Err_SNS");

        assertThat(failure.kind().code()).isEqualTo(row.getString(2));
        assertPolicy(failure, row);
        assertThat(failure.vendor()).isEqualTo(new VendorFault(row.getString(0), "Err_SNS", null));
    }

    private static void assertPolicy(Failure failure, ArgumentsAccessor row) {
        assertThat(failure.kind().status()).as("status").isEqualTo(row.getInteger(3));
        assertThat(failure.kind().origin()).as("origin").isEqualTo(constant(Origin.class, row, 4));
        assertThat(failure.kind().retryable()).as("retryable").isEqualTo(row.getBoolean(5));
        assertThat(failure.proven()).as("proven").isEqualTo(row.getBoolean(6));
        assertThat(failure.repeat()).as("repeat").isEqualTo(constant(Repeat.class, row, 7));
    }

    private static int number(ArgumentsAccessor row) {
        return Objects.requireNonNull(row.getInteger(0));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, ArgumentsAccessor row, int column) {
        return Enum.valueOf(type, Objects.requireNonNull(row.getString(column)).toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(ints = { Integer.MIN_VALUE, -1, 1, 38000, 60001, 70015, 71000, 80001, 99999, Integer.MAX_VALUE })
    void takesACodeItDoesNotKnowAsFinalAndKeepsItsName(int code) {
        Failure failure = TencentFailures.ofRequest(code, null, 200);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_REJECTED);
        assertThat(failure.repeat()).isEqualTo(Repeat.NO);
        assertThat(failure.vendor()).isEqualTo(new VendorFault(Integer.toString(code), null, 200));
    }

    @Test
    void knowsNoCodeThatTheTableDoesNotName() throws IOException {
        Set<Integer> known = IntStream.rangeClosed(0, 99_999)
                .filter(code -> TencentFailures.ofItem(code, null).kind() != Kind.VENDOR_REJECTED).boxed()
                .collect(Collectors.toSet());

        assertThat(known).isEqualTo(codes());
    }

    private static Set<Integer> codes() throws IOException {
        try (InputStream csv = Objects.requireNonNull(TencentFailuresTest.class.getResourceAsStream(CODES))) {
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1)
                    .map(line -> Integer.valueOf(line.substring(0, line.indexOf(',')))).collect(Collectors.toSet());
        }
    }

    @Test
    void pausesForAMinuteAfterTooManyBadSignatures() {
        assertThat(TencentFailures.ofRequest(70050, null, 200).retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void shortensALongTextOfTheVendor() {
        assertThat(TencentFailures.ofItem(30001, "x".repeat(10_000)).vendor())
                .isEqualTo(new VendorFault("30001", "x".repeat(500), null));
    }
}
