package org.friendsgateway.sandbox.tencent;

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
    private static final UserSigSigner FIRST = new UserSigSigner(APP, UserSigSigner.KEY, "xiaojun",
            Instant.ofEpochSecond(1560000000), 15552000);
    private static final UserSigSigner SECOND = new UserSigSigner(APP, UserSigSigner.KEY, "administrator",
            Instant.ofEpochSecond(1700000000), 86400);

    @Test
    void acceptsASignatureOfTheVendorsGenerator() {
        assertThat(checkAt(1560000000).check(VENDORS_OWN, "xiaojun")).isZero();
    }

    @Test
    void acceptsSignaturesOfThreeGenerators() {
        String first = FIRST.wrap("2.0", "s8FU8JR5YBrLz9VYrgPuOy2W6ZdCFMvrfWKJcDQqseo=");
        String second = SECOND.wrap("2.0", "yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=");

        assertThat(checkAt(1560000001).check(first, "xiaojun")).isZero();
        assertThat(checkAt(1700000001).check(second, "administrator")).isZero();
    }

    @Test
    void acceptsASignatureUntilItExpires() {
        assertThat(checkAt(1700000000 + 86399).check(SECOND.sign(), "administrator")).isZero();
        assertThat(checkAt(1700000000 + 86400).check(SECOND.sign(), "administrator")).isEqualTo(70001);
    }

    @Test
    void reportsWhatIsWrong() {
        UserSigCheck check = checkAt(1700000001);

        assertThat(check.check(SECOND.sign(), "bob")).isEqualTo(70013);
        assertThat(check.check(new UserSigSigner(APP + 1, UserSigSigner.KEY, "administrator", SECOND.time(), 9).sign(),
                "administrator"))
                .isEqualTo(70014);
        assertThat(check.check(SECOND.wrap("2.0", FIRST.signature()), "administrator")).isEqualTo(70009);
        assertThat(check.check(new UserSigSigner(APP, "another", "administrator", SECOND.time(), 9).sign(), "administrator"))
                .isEqualTo(70009);
        assertThat(check.check(SECOND.wrap("1.0", SECOND.signature()), "administrator")).isEqualTo(70003);
    }

    @Test
    void coversTheLifetimeByTheSignature() {
        UserSigSigner longer = new UserSigSigner(APP, UserSigSigner.KEY, "administrator", SECOND.time(), 999999);

        assertThat(checkAt(1700000001).check(longer.wrap("2.0", SECOND.signature()), "administrator")).isEqualTo(70009);
    }

    @Test
    void refusesSignaturesIssuedBeforeAnInstant() {
        UserSigCheck check = checkAt(1700000001);

        check.invalidateIssuedBefore(Instant.ofEpochSecond(1700000000));
        assertThat(check.check(SECOND.sign(), "administrator")).isZero();
        check.invalidateIssuedBefore(Instant.ofEpochSecond(1700000001));
        assertThat(check.check(SECOND.sign(), "administrator")).isEqualTo(70052);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "====", "AAAA", "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy" })
    void refusesTextThatIsNoUserSig(String text) {
        assertThat(checkAt(1700000001).check(text, "administrator")).isEqualTo(70003);
    }

    @Test
    void refusesOrdinaryBase64AndMissingPadding() {
        UserSigCheck check = checkAt(1560000000);

        assertThat(check.check(VENDORS_OWN.replace('-', '/').replace('*', '+').replace('_', '='), "xiaojun"))
                .isEqualTo(70003);
        assertThat(check.check(VENDORS_OWN.replace("_", ""), "xiaojun")).isEqualTo(70003);
    }

    @Test
    void refusesAZlibStreamWithoutItsEnd() {
        byte[] packed = Base64.getDecoder().decode(FIRST.sign().replace('*', '+').replace('-', '/').replace('_', '='));
        String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(packed, packed.length - 4));

        assertThat(checkAt(1560000000).check(cut.replace('+', '*').replace('/', '-').replace('=', '_'), "xiaojun"))
                .isEqualTo(70003);
    }

    @Test
    void refusesAZipBombWithoutUnpackingIt() {
        assertThat(checkAt(1560000000).check(UserSigSigner.pack(" ".repeat(1 << 20)), "xiaojun")).isEqualTo(70003);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "{}", "{\"TLS.ver\":2.0}", "\"TLS\"" })
    void refusesOtherDocuments(String document) {
        assertThat(checkAt(1560000000).check(UserSigSigner.pack(document), "xiaojun")).isEqualTo(70003);
    }

    private static UserSigCheck checkAt(long second) {
        return new UserSigCheck(APP, UserSigSigner.KEY, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
    }
}
