package org.friendsgateway.ejabberd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.Closer;
import org.friendsgateway.process.GatewayProcess;
import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealEjabberd;
import org.friendsgateway.process.RealEjabberd.RosterItem;
import org.friendsgateway.replicas.StreamAttempt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports into an installed ejabberd, as its rosters and a proxy before it show them. */
@NeedsCommand(RealEjabberd.COMMAND)
class EjabberdIT {

    private static final Duration SHORT_LIFETIME = Duration.ofSeconds(3);
    private static final int CALLS_PER_SECOND = 100;
    private static final int CALLERS = 20;

    @RegisterExtension
    static final Closer CLOSER = new Closer();

    private static RealEjabberd ejabberd;
    private static LedgerProxy proxy;
    private static LedgerProxy forgetful;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        ejabberd = CLOSER.register(new RealEjabberd());
        proxy = CLOSER.register(new LedgerProxy(ejabberd));
        forgetful = CLOSER.register(new LedgerProxy(CLOSER.register(new RealEjabberd(SHORT_LIFETIME))));
        List<String> options = Stream.of(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                proxy.options("chat", "calls-per-second=1000"),
                proxy.options("unverified", "calls-per-second=1000", "verify-accounts=false"),
                proxy.options("to", "subscription=to"), proxy.options("from", "subscription=from"),
                proxy.options("slow", "calls-per-second=" + CALLS_PER_SECOND),
                proxy.options("slow-unverified", "calls-per-second=" + CALLS_PER_SECOND, "verify-accounts=false"),
                proxy.options("other-host", "virtual-host=other.test", "verify-accounts=false",
                        "username=" + RealEjabberd.USERNAME + "@" + RealEjabberd.VIRTUAL_HOST),
                proxy.options("revoked", "calls-per-second=" + CALLS_PER_SECOND, "verify-accounts=false"),
                forgetful.options("expiring", "calls-per-second=" + CALLS_PER_SECOND, "verify-accounts=false"),
                proxy.options("guessed", "password=a-guess")).flatMap(List::stream).toList();
        gateway = CLOSER.register(GatewayProcess.start(options, Map.of(),
                ProcessBuilder.Redirect.to(Path.of("target", "ejabberd.log").toFile())));
        ejabberd.register(List.of("alice", "bob", "carl"));
    }

    private static JsonObject importing(String app, String user, JsonObject... friends) {
        return JsonObject.of("app", app, "userId", user, "friends", List.of(friends));
    }

    private static JsonObject friend(String user) {
        return JsonObject.of("userId", user);
    }

    private static HttpResponse<String> post(JsonObject body) {
        return gateway.post(body.encode(), "Prefer", "wait=120");
    }

    private static JsonObject imported(JsonObject body) {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static List<String> warnings(JsonObject answer) {
        return answer.getJsonArray("warnings", new JsonArray()).stream().map(JsonObject.class::cast)
                .map(warning -> warning.getString("code") + " " + warning.getString("field")).toList();
    }

    private static String jid(String user) {
        return user + "@" + RealEjabberd.VIRTUAL_HOST;
    }

    private static RosterItem item(String nick, String subscription, String... groups) {
        return new RosterItem(nick, subscription, new TreeSet<>(List.of(groups)));
    }

    private static List<String> newUsers(String prefix, int count) {
        List<String> users = IntStream.range(0, count).mapToObj(number -> prefix + number).toList();
        ejabberd.register(users);
        return users;
    }

    @Test
    void storesRemarksAndGroups() {
        newUsers("full", 1);

        JsonObject answer = imported(importing("chat", "full0",
                friend("bob").put("remark", "Bobby 同事").put("groups", List.of("Friends", "同事")), friend("carl")));

        assertThat(warnings(answer)).isEmpty();
        assertThat(ejabberd.roster("full0")).isEqualTo(Map.of(jid("bob"), item("Bobby 同事", "both", "Friends", "同事"),
                jid("carl"), item("", "both")));
    }

    @Test
    void replacesRemarkAndGroups() {
        newUsers("again", 1);
        imported(importing("chat", "again0", friend("bob").put("remark", "first").put("groups", List.of("one", "two"))));

        imported(importing("chat", "again0", friend("bob").put("remark", "second").put("groups", List.of("three"))));

        assertThat(ejabberd.roster("again0")).isEqualTo(Map.of(jid("bob"), item("second", "both", "three")));
    }

    @Test
    void reportsAnUnknownFriend() {
        newUsers("partial", 1);

        HttpResponse<String> answer = post(importing("chat", "partial0", friend("bob"), friend("ghost"), friend("carl")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(207);
        JsonArray results = new JsonObject(answer.body()).getJsonArray("results");
        assertThat(results.stream().map(result -> ((JsonObject) result).getString("status")))
                .containsExactly("imported", "failed", "imported");
        assertThat(results.getJsonObject(1).getJsonObject("error").getString("code")).isEqualTo("friend_not_found");
        assertThat(ejabberd.roster("partial0")).containsOnlyKeys(jid("bob"), jid("carl"));
    }

    @Test
    void reportsAnUnknownUser() {
        assertProblem(post(importing("chat", "nobody", friend("bob"))), 404, "user_not_found", "none");
        assertThat(ejabberd.roster("nobody")).isEmpty();
    }

    @Test
    void warnsThatUsersAreNotVerified() {
        JsonObject answer = imported(importing("unverified", "nobody-else", friend("ghost")));

        assertThat(warnings(answer)).containsExactly("users_not_verified userId");
        assertThat(ejabberd.roster("nobody-else")).containsOnlyKeys(jid("ghost"));
    }

    @Test
    void warnsThatDevicesAreNotified() {
        newUsers("notified", 1);

        JsonObject answer = imported(importing("chat", "notified0", friend("bob")).put("notify", false));

        assertThat(warnings(answer)).containsExactly("field_not_stored notify");
    }

    @ParameterizedTest
    @CsvSource({ "to", "from" })
    void storesTheConfiguredSubscription(String subscription) {
        newUsers("only-" + subscription, 1);

        imported(importing(subscription, "only-" + subscription + "0", friend("bob")));

        assertThat(ejabberd.roster("only-" + subscription + "0")).isEqualTo(Map.of(jid("bob"), item("", subscription)));
    }

    @Test
    void findsUsersInAnySpelling() {
        ejabberd.register(List.of("åsa用户", "strasse"));

        JsonObject answer = imported(importing("chat", "ÅSA用户", friend("Straße"), friend("BOB")));

        assertThat(answer.getJsonArray("results").stream().map(result -> ((JsonObject) result).getString("userId")))
                .containsExactly("Straße", "BOB");
        assertThat(ejabberd.roster("åsa用户")).containsOnlyKeys(jid("strasse"), jid("bob"));
    }

    @Test
    void asksAnUnknownHostOnlyOnce() {
        int before = proxy.ledger().size();

        HttpResponse<String> answer = post(importing("other-host", "alice", friend("bob"), friend("carl")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(207);
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.containsKey("retry")).isFalse();
        // The server answers an internal error, which does not prove that it stored nothing.
        assertThat(body.getJsonArray("results").stream().map(JsonObject.class::cast)
                .map(result -> result.getString("status") + " " + result.getJsonObject("error").getString("code")))
                .containsExactly("unknown vendor_misconfigured", "failed vendor_misconfigured");
        assertThat(proxy.ledgerSince(before)).filteredOn(LedgerEntry::isAdd).hasSize(1);
    }

    @Test
    void reportsAWrongPassword() {
        int before = proxy.ledger().size();

        HttpResponse<String> answer = post(importing("guessed", "alice", friend("bob")));

        assertProblem(answer, 502, "vendor_unauthorized", "none");
        assertThat(proxy.ledgerSince(before)).noneMatch(LedgerEntry::isAdd);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code, String outcome) {
        JsonObject problem = new JsonObject(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("outcome")).isEqualTo(outcome);
        assertThat(problem.getBoolean("retryable")).isFalse();
    }

    @Test
    void importsForLongerThanATokenLives() {
        imported(importing("expiring", "alice", friends("friend", 350)));

        List<LedgerEntry> calls = forgetful.ledger();
        assertThat(calls).filteredOn(LedgerEntry::isAdd).filteredOn(LedgerEntry::isConfirmed).hasSize(350);
        assertThat(calls).filteredOn(LedgerEntry::isLogin).hasSizeGreaterThan(1);
        long took = calls.get(calls.size() - 1).arrived() - calls.get(0).arrived();
        assertThat(Duration.ofNanos(took)).isGreaterThan(SHORT_LIFETIME);
    }

    @Test
    void goesOnWithANewTokenWhenOneIsRevoked() {
        int before = proxy.ledger().size();

        CompletableFuture<JsonObject> answer = CompletableFuture
                .supplyAsync(() -> imported(importing("revoked", "alice", friends("revoked", 150))));
        await("the import has begun").until(() -> proxy.ledgerSince(before).stream().anyMatch(LedgerEntry::isConfirmed));
        ejabberd.revokeTokens();

        answer.join();
        List<LedgerEntry> calls = proxy.ledgerSince(before);
        assertThat(calls).filteredOn(LedgerEntry::isConfirmed).hasSize(150);
        assertThat(calls).filteredOn(LedgerEntry::isAdd).filteredOn(add -> add.status() == 401).hasSize(1);
    }

    private static JsonObject[] friends(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> friend(prefix + number)).toArray(JsonObject[]::new);
    }

    @Test
    void importsSinglesAndLinesOfTheSameUsersSideBySide() throws IOException {
        List<String> friends = newUsers("common", 40);
        List<String> owners = newUsers("common-owner", 3);
        int before = proxy.ledger().size();
        String lines = owners.stream().flatMap(owner -> friends.subList(0, 20).stream()
                .map(friend -> importing("chat", owner, friend(friend)).encode() + "\n")).collect(Collectors.joining());

        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        CLOSER.register(callers::shutdown);
        StreamAttempt stream = new StreamAttempt(gateway, Map.of(), lines.getBytes(UTF_8), true);
        List<CompletableFuture<JsonObject>> singles = owners.stream().flatMap(owner -> friends.subList(20, 40).stream()
                .map(friend -> CompletableFuture.supplyAsync(() -> imported(importing("chat", owner, friend(friend))),
                        callers)))
                .toList();
        stream.awaitOver();
        singles.forEach(CompletableFuture::join);

        assertThat(stream.verdicts().values()).hasSize(60).allMatch(verdict -> verdict.status() == 200);
        List<LedgerEntry> calls = proxy.ledgerSince(before);
        for (String owner : owners) {
            List<LedgerEntry> adds = calls.stream().filter(call -> call.isAdd() && call.owner().equals(owner)).toList();
            assertThat(adds).extracting(LedgerEntry::user).containsExactlyInAnyOrderElementsOf(friends);
            assertThat(IntStream.range(1, adds.size())).as("calls that overlap")
                    .noneMatch(next -> adds.get(next).arrived() < adds.get(next - 1).answeredAt());
        }
    }

    @Test
    void callsOnceForEachFriendAndEachUser() {
        assertCalls("slow", newUsers("checked", 80), 81);
    }

    @Test
    void callsOnceForEachFriendWithoutVerification() {
        assertCalls("slow-unverified", newUsers("unchecked", 150), 0);
    }

    @Test
    @Tag("long")
    void callsOnceForEachOfThreeThousandFriends() {
        List<String> friends = newUsers("many", 3_000);
        assertCalls("chat", friends, 3_001);
        assertCalls("unverified", friends, 0);
    }

    private static void assertCalls(String app, List<String> friends, int checks) {
        String owner = app + "-owner";
        ejabberd.register(List.of(owner));
        int before = proxy.ledger().size();

        imported(importing(app, owner, friends.stream().map(EjabberdIT::friend).toArray(JsonObject[]::new)));

        List<LedgerEntry> calls = proxy.ledgerSince(before).stream().filter(call -> !call.isLogin()).toList();
        assertThat(calls).filteredOn(LedgerEntry::isAdd).extracting(LedgerEntry::user).containsExactlyElementsOf(friends);
        assertThat(calls).filteredOn(LedgerEntry::isCheck).hasSize(checks);
        assertThat(ejabberd.roster(owner)).hasSize(friends.size());
        int limit = app.startsWith("slow") ? CALLS_PER_SECOND : 1_000;
        System.out.printf("%s: %,d friends, %,d calls in %.1f s, at most %d a second%n", app, friends.size(), calls.size(),
                (calls.get(calls.size() - 1).arrived() - calls.get(0).arrived()) / 1e9, limit);
        assertThat(LedgerProxy.tooFast(calls, limit)).as("calls beyond %d a second", limit).isZero();
    }
}
