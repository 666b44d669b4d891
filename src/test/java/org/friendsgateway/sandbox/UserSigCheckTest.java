package org.friendsgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSigCheckTest {

    private static final long APP = 1400000000;

    /** Made by npm tls-sig-api-v2 1.0.2, the vendor's own generator. */
    private static final String VENDORS_OWN = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhWZiflZpXlQqeKU7MSCgswUJStDEwMogMiUZOamKlkZmpqhiKZWFGQWgcVNTY3gosWZ6UpWSsUWbqEWXkGmkU5FPlWWYZFF6QGl-pVG4WZRKc5uvmVFaeHeXskugYXFqfm2SrUAnCAydQ__";
    private static final Signer FIRST = new Signer(APP, Signer.KEY, "xiaojun", Instant.ofEpochSecond(1560000000), 15552000);
    private static final Signer SECOND = new Signer(APP, Signer.KEY, "administrator", Instant.ofEpochSecond(1700000000), 86400);

    @Test
    void acceptsATokenOfTheVendorsOwnGenerator() {
        assertThat(checkAt(1560000000).verdict(VENDORS_OWN, "xiaojun")).isZero();
    }

    @Test
    void acceptsBothSignaturesThatThreeGeneratorsAgreeOn() {
        String first = FIRST.wrap("2.0", "s8FU8JR5YBrLz9VYrgPuOy2W6ZdCFMvrfWKJcDQqseo=");
        String second = SECOND.wrap("2.0", "yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=");

        assertThat(checkAt(1560000001).verdict(first, "xiaojun")).isZero();
        assertThat(checkAt(1700000001).verdict(second, "administrator")).isZero();
    }

    @Test
    void acceptsUntilTheSecondBeforeTheLast() {
        assertThat(checkAt(1700000000 + 86399).verdict(SECOND.sign(), "administrator")).isZero();
        assertThat(checkAt(1700000000 + 86400).verdict(SECOND.sign(), "administrator")).isEqualTo(70001);
    }

    @Test
    void tellsWhatIsWrong() {
        UserSigCheck check = checkAt(1700000001);

        assertThat(check.verdict(SECOND.sign(), "bob")).isEqualTo(70013);
        assertThat(check.verdict(new Signer(APP + 1, Signer.KEY, "administrator", SECOND.time(), 9).sign(), "administrator"))
                .isEqualTo(70014);
        assertThat(check.verdict(SECOND.wrap("2.0", FIRST.signature()), "administrator")).isEqualTo(70009);
        assertThat(check.verdict(new Signer(APP, "another", "administrator", SECOND.time(), 9).sign(), "administrator"))
                .isEqualTo(70009);
        assertThat(check.verdict(SECOND.wrap("1.0", SECOND.signature()), "administrator")).isEqualTo(70003);
    }

    @Test
    void signsTheLifetimeToo() {
        Signer longer = new Signer(APP, Signer.KEY, "administrator", SECOND.time(), 999999);

        assertThat(checkAt(1700000001).verdict(longer.wrap("2.0", SECOND.signature()), "administrator")).isEqualTo(70009);
    }

    @Test
    void refusesWhatWasIssuedBeforeAnInstant() {
        UserSigCheck check = checkAt(1700000001);

        check.invalidateIssuedBefore(Instant.ofEpochSecond(1700000000));
        assertThat(check.verdict(SECOND.sign(), "administrator")).isZero();
        check.invalidateIssuedBefore(Instant.ofEpochSecond(1700000001));
        assertThat(check.verdict(SECOND.sign(), "administrator")).isEqualTo(70052);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "====", "AAAA", "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy" })
    void refusesWhatIsNoUserSig(String text) {
        assertThat(checkAt(1700000001).verdict(text, "administrator")).isEqualTo(70003);
    }

    @Test
    void refusesOrdinaryBase64AndMissingPadding() {
        UserSigCheck check = checkAt(1560000000);

        assertThat(check.verdict(VENDORS_OWN.replace('-', '/').replace('*', '+').replace('_', '='), "xiaojun"))
                .isEqualTo(70003);
        assertThat(check.verdict(VENDORS_OWN.replace("_", ""), "xiaojun")).isEqualTo(70003);
    }

    @Test
    void refusesAZlibStreamWithoutItsEnd() {
        byte[] packed = Base64.getDecoder().decode(FIRST.sign().replace('*', '+').replace('-', '/').replace('_', '='));
        String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(packed, packed.length - 4));

        assertThat(checkAt(1560000000).verdict(cut.replace('+', '*').replace('/', '-').replace('=', '_'), "xiaojun"))
                .isEqualTo(70003);
    }

    @Test
    void refusesABombWithoutUnpackingIt() {
        assertThat(checkAt(1560000000).verdict(Signer.pack(" ".repeat(1 << 20)), "xiaojun")).isEqualTo(70003);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "{}", "{\"TLS.ver\":2.0}", "\"TLS\"" })
    void refusesOtherDocuments(String document) {
        assertThat(checkAt(1560000000).verdict(Signer.pack(document), "xiaojun")).isEqualTo(70003);
    }

    private static UserSigCheck checkAt(long second) {
        return new UserSigCheck(APP, Signer.KEY, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
    }
}
