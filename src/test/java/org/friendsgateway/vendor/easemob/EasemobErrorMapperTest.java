package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.failure.Certainty;
import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.failure.RetryAdvice;
import org.friendsgateway.failure.VendorError;
import org.friendsgateway.vendor.SecretMask;
import org.friendsgateway.vendor.VendorHttpClient.Response;
import org.friendsgateway.vendor.VendorJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class EasemobErrorMapperTest {

    private static final SecretMask MASK = new SecretMask(Set.of("the secret"));
    private static final String TABLE = "/vendor/easemob-errors.csv";
    private static final Map<Kind, Kind> AT_LOGIN = Map.of(Kind.USER_FORBIDDEN, Kind.VENDOR_UNAUTHORIZED,
            Kind.USER_NOT_FOUND, Kind.VENDOR_MISCONFIGURED, Kind.FRIEND_LIMIT_REACHED, Kind.VENDOR_MISCONFIGURED,
            Kind.REJECTED_BY_VENDOR, Kind.VENDOR_MISCONFIGURED);

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void mapsEachError(ArgumentsAccessor row) {
        Failure failure = failure(number(row), row.getString(1), "Sorry.");

        assertPolicy(failure, row);
        assertThat(failure.vendor()).isEqualTo(new VendorError(row.getString(1), "Sorry.", row.getInteger(0)));
    }

    private static void assertPolicy(Failure failure, ArgumentsAccessor row) {
        assertThat(failure.kind().code()).isEqualTo(row.getString(2));
        assertThat(failure.kind().status()).as("http").isEqualTo(row.getInteger(3));
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

    private static Failure failure(int status, @Nullable String error, String description) {
        return EasemobErrorMapper.ofRequest(answer(status), refusal(error, description), MASK);
    }

    private static Response answer(int status) {
        return new Response(status, Buffer.buffer(), null);
    }

    private static VendorJson refusal(@Nullable String error, String description) {
        return Objects.requireNonNull(VendorJson.read(new JsonObject().put("error", error)
                .put("error_description", description).toBuffer()));
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 204, 302, 400, 401, 403, 404, 408, 429, 500, 501, 502, 503, 504, 520, 599, 999 })
    void reportsAnUnreadableResponseAsUnknown(int status) {
        Failure failure = EasemobErrorMapper.ofRequest(answer(status), null, MASK);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failure.vendor()).isEqualTo(new VendorError(null, null, status));
    }

    @ParameterizedTest
    @ValueSource(ints = { 300, 302, 399, 500, 505, 507, 520, 599 })
    void provesNothingWithAStatusThatIsNoRefusal(int status) {
        assertThat(failure(status, "something_new", "Sorry.").certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void masksSecretsInTheVendorsTexts() {
        assertThat(failure(400, "no the secret", "{\\\"key\\\":\\\"the\\u0020secret\\\"}").vendor())
                .isEqualTo(new VendorError("no ***", "{\\\"key\\\":\\\"***\\\"}", 400));
    }

    @Test
    void keepsThePauseThatTheVendorAsksFor() {
        Response answer = new Response(503, Buffer.buffer(), Duration.ofSeconds(7));

        assertThat(EasemobErrorMapper.ofRequest(answer, null, MASK).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(EasemobErrorMapper.ofLogin(answer, null, MASK).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void blamesTheGatewaysClientWhenItsLoginIsRefused() {
        Failure failure = EasemobErrorMapper.ofLogin(answer(400),
                refusal("invalid_grant", "client_secret does not match"), MASK);

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED);
        assertThat(failure.vendor()).isEqualTo(new VendorError("invalid_grant", "client_secret does not match", 400));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void blamesNoUserAndNoImportWhenALoginIsRefused(ArgumentsAccessor row) {
        VendorJson refusal = refusal("invalid_grant".equals(row.getString(1)) ? "json_parse" : row.getString(1), "Sorry.");
        Failure ofAnImport = EasemobErrorMapper.ofRequest(answer(number(row)), refusal, MASK);

        Failure failure = EasemobErrorMapper.ofLogin(answer(number(row)), refusal, MASK);

        assertThat(failure.kind()).isEqualTo(AT_LOGIN.getOrDefault(ofAnImport.kind(), ofAnImport.kind()));
        assertThat(failure.vendor()).isEqualTo(ofAnImport.vendor());
        assertThat(failure.certainty()).isEqualTo(Certainty.NOTHING_IMPORTED);
    }

    @Test
    void truncatesALongTextOfTheVendor() {
        assertThat(failure(400, "json_parse", "x".repeat(10_000)).vendor())
                .isEqualTo(new VendorError("json_parse", "x".repeat(500), 400));
    }
}
