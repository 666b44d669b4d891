package org.friendsgateway.vendor.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import org.friendsgateway.vendor.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TencentUserSigTest {

    // The dummy key of the official library's README.
    private static final String KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    private static final long APP = 1400000000;
    private static final Duration HALF = TencentUserSig.LIFETIME.dividedBy(2);

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_700_000_000));
    private final TencentUserSig userSig = userSig("administrator");

    private TencentUserSig userSig(String identifier) {
        return new TencentUserSig(APP, identifier, KEY, clock);
    }

    /** Signatures on which three official libraries agree. */
    @ParameterizedTest
    @CsvSource({
            "xiaojun, 1560000000, 15552000, s8FU8JR5YBrLz9VYrgPuOy2W6ZdCFMvrfWKJcDQqseo=",
            "administrator, 1700000000, 86400, yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=" })
    void signsAsTheOfficialLibrariesDo(String identifier, long time, long lifetime, String signature) {
        String signed = userSig(identifier).sign(Instant.ofEpochSecond(time), Duration.ofSeconds(lifetime));

        assertThat(DecodedUserSig.of(signed).signature()).isEqualTo(signature);
    }

    @Test
    void writesTheDocumentOfTheOfficialNodeLibrary() {
        String official = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhWZiflZpXlQqeKU7MSCgswUJStDEwMogMiUZOamKlkZmpqhiKZWFG"
                + "QWgcVNTY3gosWZ6UpWSsUWbqEWXkGmkU5FPlWWYZFF6QGl-pVG4WZRKc5uvmVFaeHeXskugYXFqfm2SrUAnCAydQ__";

        String ours = userSig("xiaojun").sign(Instant.ofEpochSecond(1_560_000_000), Duration.ofDays(180));

        assertThat(DecodedUserSig.of(ours).document()).isEqualTo(DecodedUserSig.of(official).document());
    }

    @Test
    void signsForTheAppFromNowOn() {
        assertThat(DecodedUserSig.of(userSig.current()).document().getMap()).containsEntry("TLS.ver", "2.0")
                .containsEntry("TLS.identifier", "administrator").containsEntry("TLS.time", 1_700_000_000)
                .containsEntry("TLS.expire", (int) TencentUserSig.LIFETIME.toSeconds())
                .containsEntry("TLS.sdkappid", 1_400_000_000);
    }

    @Test
    void usesASignatureForHalfOfItsLifetime() {
        String first = userSig.current();
        clock.advance(HALF);

        assertThat(userSig.current()).isEqualTo(first);
    }

    @Test
    void signsAgainWhenHalfOfTheLifetimeIsOver() {
        String first = userSig.current();
        clock.advance(HALF.plusSeconds(1));

        assertThat(userSig.current()).isNotEqualTo(first);
    }

    @Test
    void isAlwaysValidForADay() {
        assertThat(HALF).isGreaterThanOrEqualTo(Duration.ofDays(1));
    }

    @Test
    void signsAgainAfterARefusal() {
        String refused = userSig.current();
        clock.advance(Duration.ofSeconds(1));
        userSig.refused(refused);

        assertThat(userSig.current()).isNotEqualTo(refused);
    }

    @Test
    void keepsASignatureThatAlreadyReplacedTheRefusedOne() {
        String refused = userSig.current();
        clock.advance(Duration.ofSeconds(1));
        userSig.refused(refused);
        String replacement = userSig.current();
        clock.advance(Duration.ofSeconds(1));
        userSig.refused(refused);

        assertThat(userSig.current()).isEqualTo(replacement);
    }

    /** The published library deflates into 2,048 bytes and drops the rest. */
    @ParameterizedTest
    @ValueSource(ints = { 1_000, 4_000, 100_000 })
    void doesNotTruncateALongSignature(int length) {
        String identifier = new Random(length).ints(length, ' ' + 1, '~').mapToObj(Character::toString)
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append).toString();

        assertThat(DecodedUserSig.of(userSig(identifier).current()).identifier()).isEqualTo(identifier);
    }

    @Test
    void needsNoEncodingInAQuery() {
        assertThat(userSig.current()).matches("[A-Za-z0-9*_-]+");
    }
}
