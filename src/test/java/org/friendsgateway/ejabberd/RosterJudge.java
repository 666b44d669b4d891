package org.friendsgateway.ejabberd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.friendsgateway.process.RealEjabberd;
import org.friendsgateway.process.RealEjabberd.RosterItem;

/**
 * Compares what the gateway said of each friend with what the server answered at the wire, and with its rosters at last. A
 * friend that the server says is stored may be lost by a kill that follows at once: the server writes it to disk up to two
 * seconds later.
 */
final class RosterJudge {

    private static final long MAX_NANOS_OF_IMPORT = TimeUnit.SECONDS.toNanos(10);
    private static final long MAX_NANOS_TO_DISK = TimeUnit.SECONDS.toNanos(3);

    private final List<AnsweredImport> answers;
    private final Map<String, List<LedgerEntry>> adds;
    private final Map<String, Map<String, RosterItem>> rosters;
    private final List<Long> kills;
    private final List<String> lies = new ArrayList<>();
    private final Map<String, Integer> friends = new HashMap<>();
    private int lost;

    /**
     * @param roster the roster of a user at the end
     * @param kills when the server was killed, by {@link System#nanoTime}
     */
    RosterJudge(List<AnsweredImport> answers, List<LedgerEntry> ledger, Function<String, Map<String, RosterItem>> roster,
            List<Long> kills) {
        this.answers = answers;
        this.adds = ledger.stream().filter(LedgerEntry::isAdd)
                .collect(Collectors.groupingBy(add -> key(add.owner(), add.user(), add.nick())));
        this.rosters = answers.stream().map(AnsweredImport::owner).distinct().collect(Collectors.toMap(
                Function.identity(), roster));
        this.kills = kills;
        answers.forEach(answer -> answer.statuses().forEach((friend, status) -> judge(answer, friend, status)));
    }

    private static String key(String owner, String friend, String nick) {
        return owner + " " + friend + " " + nick;
    }

    private void judge(AnsweredImport answer, String friend, String status) {
        friends.merge(status, 1, Integer::sum);
        List<LedgerEntry> calls = adds.getOrDefault(key(answer.owner(), friend, answer.nick()), List.of());
        boolean stored = isOnRoster(answer, friend);
        boolean isTrue = switch (status) {
            case "imported" -> calls.stream().anyMatch(add -> add.isConfirmed() && add.arrived() < answer.received())
                    && (stored || isLost(calls));
            case "failed" -> calls.stream().noneMatch(LedgerEntry::mayHaveStored) && !stored;
            case "unknown" -> stored || calls.stream().anyMatch(add -> !add.isRefused()) || isBrokenByAKill(answer);
            default -> false;
        };
        if (!isTrue) {
            lies.add(friend + " is " + status + " in " + answer + ", and " + (stored ? "" : "not ") + "on the roster; calls "
                    + calls);
        }
    }

    // The server and its proxy may be gone before the call arrives.
    private boolean isBrokenByAKill(AnsweredImport answer) {
        return kills.stream().map(kill -> answer.received() - kill).anyMatch(after -> after > 0 && after < MAX_NANOS_OF_IMPORT);
    }

    private boolean isOnRoster(AnsweredImport answer, String friend) {
        RosterItem item = rosters.getOrDefault(answer.owner(), Map.of()).get(friend + "@" + RealEjabberd.VIRTUAL_HOST);
        return item != null && item.nick().equals(answer.nick());
    }

    private boolean isLost(List<LedgerEntry> calls) {
        boolean byAKill = calls.stream().anyMatch(add -> kills.stream()
                .anyMatch(kill -> add.arrived() < kill && kill - add.answeredAt() < MAX_NANOS_TO_DISK));
        lost += byAKill ? 1 : 0;
        return byAKill;
    }

    /** What the gateway said that is not true. */
    List<String> lies() {
        return lies;
    }

    /** How many friends were given a status. */
    int friends(String status) {
        return friends.getOrDefault(status, 0);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "%,d imports, %,d friends: %,d imported, %,d failed, %,d unknown; lost by %d kills %d; lies %d", answers.size(),
                friends.values().stream().mapToInt(Integer::intValue).sum(), friends("imported"), friends("failed"),
                friends("unknown"), kills.size(), lost, lies.size());
    }
}
