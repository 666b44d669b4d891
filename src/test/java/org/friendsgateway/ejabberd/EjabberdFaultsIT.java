package org.friendsgateway.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.friendsgateway.ejabberd.LedgerProxy.Breakage;
import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealEjabberd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An installed ejabberd is killed, its calls break, its tokens and its password change while it is imported into. */
@Tag("long")
@NeedsCommand(RealEjabberd.COMMAND)
class EjabberdFaultsIT {

    private static final int CALLS_PER_SECOND = 200;
    private static final Duration MAX_WAIT = Duration.ofMinutes(3);
    private static final int ANSWERS_DURING_A_FAULT = 12;
    private static final double SHARE_OF_BROKEN_CALLS = 0.3;
    private static final long SEED = Long.getLong("ejabberd.seed", System.nanoTime());

    @RegisterExtension
    final Closer closer = new Closer();

    private final Random random = new Random(SEED);
    private final Random breakages = new Random(SEED + 1);
    private final List<Long> kills = new ArrayList<>();
    private RealEjabberd ejabberd;
    private LedgerProxy proxy;
    private GatewayProcess gateway;

    private enum Fault {
        CALLS_BROKEN(12),
        SERVER_KILLED(12),
        // After two refused tokens within a minute the gateway pauses, for longer each time.
        TOKENS_REVOKED(2),
        PASSWORD_CHANGED(2);

        private final int timesInALongRun;

        Fault(int timesInALongRun) {
            this.timesInALongRun = timesInALongRun;
        }
    }

    @BeforeEach
    void start() throws IOException {
        ejabberd = closer.register(new RealEjabberd());
        proxy = closer.register(new LedgerProxy(ejabberd));
        gateway = closer.register(GatewayProcess.start(
                Stream.of(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dgateway.default-wait=5s",
                        "-Dgateway.retry.max-attempts=2", "-Dgateway.circuit.delay=200ms"),
                        proxy.options("chat", "calls-per-second=" + CALLS_PER_SECOND, "call-timeout=1s"))
                        .flatMap(List::stream).toList(),
                Map.of(), ProcessBuilder.Redirect.to(Path.of("target", "ejabberd-faults.log").toFile())));
    }

    @Test
    void reportsWhatIsTrueWhateverFails() throws IOException {
        assertTrueThrough(Stream.of(Fault.values()), 20, 150);
    }

    @Test
    void reportsWhatIsTrueForMinutesOfFaults() throws IOException {
        assertTrueThrough(Stream.of(Fault.values())
                .flatMap(fault -> Collections.nCopies(fault.timesInALongRun, fault).stream()), 60, 700);
    }

    private void assertTrueThrough(Stream<Fault> faults, int owners, int friends) throws IOException {
        RosterTraffic traffic = new RosterTraffic(gateway, newUsers("owner", owners), newUsers("friend", friends), random);
        long began = System.nanoTime();
        traffic.start();
        for (Fault fault : shuffled(faults)) {
            awaitImported(traffic);
            long caused = System.nanoTime();
            cause(fault, traffic);
            awaitImported(traffic);
            System.out.printf(Locale.ROOT, "%s: %.1f s until imports succeeded again%n", fault,
                    (System.nanoTime() - caused) / 1e9);
        }
        traffic.stop();

        RosterJudge judge = new RosterJudge(traffic.answers(), proxy.ledger(), ejabberd::roster, kills);
        System.out.printf(Locale.ROOT, "ejabberd.seed %d: %s; %,d calls, %.0f s%n", SEED, judge, proxy.ledger().size(),
                (System.nanoTime() - began) / 1e9);
        assertThat(judge.lies()).isEmpty();
        assertThat(Stream.of("imported", "failed", "unknown")).allMatch(status -> judge.friends(status) > 0);
    }

    private List<String> newUsers(String prefix, int count) {
        List<String> users = IntStream.range(0, count).mapToObj(number -> prefix + number).toList();
        ejabberd.register(users);
        return users;
    }

    private List<Fault> shuffled(Stream<Fault> faults) {
        List<Fault> all = faults.collect(Collectors.toList());
        Collections.shuffle(all, random);
        return all;
    }

    private static void awaitImported(RosterTraffic traffic) {
        awaitAnswers(traffic, "imported", ANSWERS_DURING_A_FAULT);
    }

    private static void awaitAnswers(RosterTraffic traffic, String status, int more) {
        long goal = count(traffic, status) + more;
        await(more + " more answers with " + status).atMost(MAX_WAIT).until(() -> count(traffic, status) >= goal);
    }

    private static long count(RosterTraffic traffic, String status) {
        return traffic.answers().stream().filter(answer -> answer.statuses().containsValue(status)).count();
    }

    private void cause(Fault fault, RosterTraffic traffic) throws IOException {
        switch (fault) {
            case CALLS_BROKEN -> {
                proxy.breakCalls(this::breakage);
                awaitAnswers(traffic, "imported", 2 * ANSWERS_DURING_A_FAULT);
                proxy.breakCalls(() -> Breakage.NONE);
            }
            case SERVER_KILLED -> {
                kills.add(System.nanoTime());
                ejabberd.kill();
                proxy.stopListening();
                awaitAnswers(traffic, "failed", ANSWERS_DURING_A_FAULT);
                ejabberd.start();
                // A change just before the kill may be lost, too.
                ejabberd.changePassword(RealEjabberd.PASSWORD);
                proxy.listenAgain();
            }
            case TOKENS_REVOKED -> ejabberd.revokeTokens();
            case PASSWORD_CHANGED -> {
                ejabberd.changePassword("another-password");
                ejabberd.revokeTokens();
                awaitAnswers(traffic, "failed", ANSWERS_DURING_A_FAULT);
                ejabberd.changePassword(RealEjabberd.PASSWORD);
            }
        }
    }

    private Breakage breakage() {
        Breakage[] all = Breakage.values();
        return breakages.nextDouble() < SHARE_OF_BROKEN_CALLS ? all[breakages.nextInt(all.length)] : Breakage.NONE;
    }
}
