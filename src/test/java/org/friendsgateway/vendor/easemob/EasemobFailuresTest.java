package org.friendsgateway.vendor.easemob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.friendsgateway.failure.Failure;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;
import org.friendsgateway.failure.Failure.Repeat;
import org.friendsgateway.failure.VendorFault;
import org.friendsgateway.vendor.easemob.EasemobApi.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

class EasemobFailuresTest {

    private static final String TABLE = "/vendor/easemob-failures.csv";
    private static final Map<Kind, Kind> AT_LOGIN = Map.of(Kind.USER_FORBIDDEN, Kind.VENDOR_UNAUTHORIZED,
            Kind.USER_NOT_FOUND, Kind.VENDOR_MISCONFIGURED, Kind.FRIEND_LIMIT_REACHED, Kind.VENDOR_MISCONFIGURED,
            Kind.REJECTED_BY_VENDOR, Kind.VENDOR_MISCONFIGURED);

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void knowsWhatARefusalMeans(ArgumentsAccessor row) {
        Failure failure = EasemobFailures.of(number(row), new Refusal(row.getString(1), "Sorry."));

        assertPolicy(failure, row);
        assertThat(failure.vendor()).isEqualTo(new VendorFault(row.getString(1), "Sorry.", row.getInteger(0)));
    }

    private static void assertPolicy(Failure failure, ArgumentsAccessor row) {
        assertThat(failure.kind().code()).isEqualTo(row.getString(2));
        assertThat(failure.kind().status()).as("http").isEqualTo(row.getInteger(3));
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

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void readsABodyThatIsNotEasemobsLikeOneWithoutAnError(ArgumentsAccessor row) {
        Failure unreadable = EasemobFailures.of(number(row), null);

        assertThat(unreadable).isEqualTo(EasemobFailures.of(number(row), new Refusal(null, null)));
    }

    @Test
    void blamesTheGatewaysClientWhenItsLoginIsRefused() {
        Failure failure = EasemobFailures.ofLogin(400, new Refusal("invalid_grant", "client_secret does not match"));

        assertThat(failure.kind()).isEqualTo(Kind.VENDOR_UNAUTHORIZED);
        assertThat(failure.vendor()).isEqualTo(new VendorFault("invalid_grant", "client_secret does not match", 400));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
    void blamesNoUserAndNoImportWhenALoginIsRefused(ArgumentsAccessor row) {
        Refusal refusal = new Refusal("invalid_grant".equals(row.getString(1)) ? "json_parse" : row.getString(1), "Sorry.");
        Failure ofAnImport = EasemobFailures.of(number(row), refusal);

        Failure failure = EasemobFailures.ofLogin(number(row), refusal);

        assertThat(failure.kind()).isEqualTo(AT_LOGIN.getOrDefault(ofAnImport.kind(), ofAnImport.kind()));
        assertThat(failure.vendor()).isEqualTo(ofAnImport.vendor());
        assertThat(failure.proven()).isEqualTo(ofAnImport.proven());
    }

    @Test
    void shortensALongTextOfTheVendor() {
        assertThat(EasemobFailures.of(400, new Refusal("json_parse", "x".repeat(10_000))).vendor())
                .isEqualTo(new VendorFault("json_parse", "x".repeat(500), 400));
    }
}
