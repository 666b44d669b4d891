package org.friendsgateway.vendor.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class EjabberdErrorMapperTest {

    private static final SecretMask MASK = new SecretMask(Set.of("the secret"));
    private static final String TABLE = "/vendor/ejabberd-errors.csv";
    private static final String SOMETHING_NEW = "{\"status\":\"error\",\"code\":99,\"message\":\"Sorry.\"}";

    private static Response response(int status, String body) {
        return new Response(status, Buffer.buffer(body), null);
    }

    private static Response response(ArgumentsAccessor row) {
        return response(Objects.requireNonNull(row.getInteger(0)), row.getString(1));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, ArgumentsAccessor row, int column) {
        return Enum.valueOf(type, Objects.requireNonNull(row.getString(column)).toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void mapsEachError(ArgumentsAccessor row) {
        Failure failure = EjabberdErrorMapper.ofCommand(response(row), true, MASK);

        assertThat(failure.kind().code()).isEqualTo(row.getString(3));
        assertThat(failure.kind().status()).as("http").isEqualTo(row.getInteger(4));
        assertThat(failure.kind().origin()).as("origin").isEqualTo(constant(Origin.class, row, 5));
        assertThat(failure.kind().retryable()).as("retryable").isEqualTo(row.getBoolean(6));
        assertThat(failure.certainty()).isEqualTo(constant(Certainty.class, row, 7));
        assertThat(failure.retryAdvice()).isEqualTo(constant(RetryAdvice.class, row, 8));
        assertThat(failure.vendor()).isEqualTo(new VendorError(row.getString(2), row.getString(9), row.getInteger(0)));
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void blamesNoImportWhenALoginIsRefused(ArgumentsAccessor row) {
        Failure ofAnImport = EjabberdErrorMapper.ofCommand(response(row), true, MASK);
        Failure failure = EjabberdErrorMapper.ofLogin(response(row), MASK);

        assertThat(failure.kind()).isEqualTo(
                ofAnImport.kind() == Kind.REJECTED_BY_VENDOR ? Kind.VENDOR_MISCONFIGURED : ofAnImport.kind());
        assertThat(failure.vendor()).isEqualTo(ofAnImport.vendor());
        assertThat(failure.certainty()).isEqualTo(Certainty.NOTHING_IMPORTED);
    }

    @Test
    void readsTheRefusalOfALogin() {
        Failure failure = EjabberdErrorMapper.ofLogin(
                response(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid scope\"}"), MASK);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_MISCONFIGURED);
        assertThat(failure.vendor()).isEqualTo(new VendorError("invalid_grant", "Invalid scope", 400));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"internal_error\"", "\n\"internal_error\" " })
    void suspectsTheVirtualHostUntilItIsKnownToExist(String body) {
        assertThat(EjabberdErrorMapper.ofCommand(response(500, body), false, MASK))
                .extracting(Failure::kind, Failure::certainty).containsExactly(Kind.VENDOR_MISCONFIGURED, Certainty.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 204, 302, 400, 401, 403, 404, 408, 429, 500, 501, 502, 503, 504, 520, 599, 999 })
    void reportsAnUnreadableResponseAsUnknown(int status) {
        for (String body : new String[] { "", "<html>", "{}", "[]", "7", "{\"status\":\"ok\",\"code\":10}" }) {
            Failure failure = EjabberdErrorMapper.ofCommand(response(status, body), true, MASK);

            assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
            assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
            assertThat(failure.vendor()).isEqualTo(new VendorError(null, null, status));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 201, 300, 302, 399, 500, 505, 507, 520, 599 })
    void provesNothingWithAStatusThatIsNoRefusal(int status) {
        assertThat(EjabberdErrorMapper.ofCommand(response(status, SOMETHING_NEW), true, MASK).certainty())
                .isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void masksSecretsInTheVendorsTexts() {
        assertThat(EjabberdErrorMapper.ofCommand(response(400, "\"no the secret\""), true, MASK).vendor())
                .isEqualTo(new VendorError(null, "no ***", 400));
        assertThat(EjabberdErrorMapper.ofCommand(
                response(400, "{\"status\":\"error\",\"code\":1,\"message\":\"the secret\"}"), true, MASK).vendor())
                .isEqualTo(new VendorError("1", "***", 400));
    }

    @Test
    void keepsThePauseThatTheVendorAsksFor() {
        Response response = new Response(503, Buffer.buffer(), Duration.ofSeconds(7));

        assertThat(EjabberdErrorMapper.ofCommand(response, true, MASK).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(EjabberdErrorMapper.ofLogin(response, MASK).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }
}
