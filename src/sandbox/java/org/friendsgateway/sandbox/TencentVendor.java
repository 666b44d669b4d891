package org.friendsgateway.sandbox;

import static org.friendsgateway.sandbox.TencentAnswers.refused;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Tencent's friend lists behind {@code friend_import}.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 */
final class TencentVendor implements Vendor {

    private static final String PATH = "/v4/sns/friend_import";

    private final TencentSandbox.Settings settings;
    private final Traffic traffic;
    private final TencentAnswers answers;
    private final UserSigCheck userSigCheck;
    private final TencentQuery query;
    private final SlidingSecond quota;
    private final ContactBook<TencentFriend> book;
    private final Map<String, Set<String>> groups = new HashMap<>();

    TencentVendor(TencentSandbox.Settings settings, Traffic traffic) {
        this.settings = settings;
        this.traffic = traffic;
        this.answers = new TencentAnswers(settings.oldForm());
        this.userSigCheck = new UserSigCheck(settings.sdkAppId(), settings.secretKey(), settings.clock());
        this.query = new TencentQuery(settings.sdkAppId(), settings.identifier(), userSigCheck);
        this.quota = new SlidingSecond(settings.callsPerSecond());
        this.book = new ContactBook<>(settings.friendCap());
    }

    UserSigCheck userSigCheck() {
        return userSigCheck;
    }

    ContactBook<TencentFriend> book() {
        return book;
    }

    @Override
    public int bodyLimit() {
        return 4 << 20;
    }

    @Override
    public Optional<Fault.Call> callAt(String path) {
        return path.equals(PATH) ? Optional.of(Fault.Call.IMPORT) : Optional.empty();
    }

    @Override
    public Task admit(ReceivedRequest request, Arrival arrival) {
        Fault.Call call = callAt(request.path()).filter(known -> request.method().equals("POST"))
                .orElseThrow(() -> refused(60009, "no such resource"));
        traffic.arrived(call, arrival);
        query.check(request.query());
        if (!quota.accept(arrival)) {
            traffic.refusedForSpeed();
            throw refused(60007, "the frequency of calls exceeds the limit");
        }
        if (request.body().length() > bodyLimit()) {
            throw refused(60002, "the request is too long");
        }
        JsonNode body = Json.read(request.body().getBytes()).orElseThrow(() -> refused(60003, "the body is no JSON"));
        return new Task(call, body.path("From_Account").asText(""), edits -> importFriends(body, edits));
    }

    private Answer importFriends(JsonNode json, FaultAnswer.Edits edits) {
        FriendImportBody body = FriendImportBody.read(json);
        if (isUnknown(body.owner())) {
            throw refused(30003, "Err_SNS_FriendImport_From_Account_Not_Exist");
        }
        Map<String, FaultAnswer.Result> results = new HashMap<>(edits.results());
        for (TencentFriend friend : body.friends().values()) {
            FaultAnswer.Result result = results.computeIfAbsent(friend.id(), id -> result(body.owner(), friend));
            if (result.code().equals("0")) {
                book.put(body.owner(), friend.id(), friend);
            }
        }
        return answers.about(edits.mentions(List.copyOf(body.friends().keySet())), results);
    }

    private FaultAnswer.Result result(String owner, TencentFriend friend) {
        if (isUnknown(friend.id())) {
            return new FaultAnswer.Result("30003", "Err_SNS_FriendImport_To_Account_Not_Exist");
        }
        if (!book.hasRoomFor(owner, friend.id())) {
            return new FaultAnswer.Result("30010", "Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold");
        }
        if (!makeGroups(owner, friend.groups())) {
            return new FaultAnswer.Result("30011", "Err_SNS_FriendImport_Group_Num_Exceed_Threshold");
        }
        return TencentAnswers.IMPORTED;
    }

    /** A group that was made stays, even when nobody is left in it. */
    private synchronized boolean makeGroups(String owner, List<String> names) {
        if (names.isEmpty()) {
            return true;
        }
        Set<String> all = new HashSet<>(groups.getOrDefault(owner, Set.of()));
        all.addAll(names);
        if (all.size() > settings.groupCap()) {
            return false;
        }
        groups.put(owner, all);
        return true;
    }

    private static boolean isUnknown(String account) {
        return account.startsWith("ghost");
    }

    @Override
    public Optional<Answer> writeConflict() {
        return Optional.of(TencentAnswers.failure(30008, "Err_SNS_FriendImport_Write_Conflict"));
    }

    @Override
    public Answer refusal(FaultAnswer.Refusal order) {
        return new Answer(order.status(), TencentAnswers.failure(Integer.parseInt(order.code()), order.info()).body());
    }

    @Override
    public void vet(Fault fault) {
        if (fault.call() == Fault.Call.TOKEN) {
            throw new IllegalArgumentException("Tencent hands out no tokens");
        }
        if (fault.answer() instanceof FaultAnswer.Refusal refusal) {
            vetCode(refusal.code());
        }
        if (fault.answer() instanceof FaultAnswer.Edits edits) {
            edits.results().values().forEach(result -> vetCode(result.code()));
        }
    }

    private static void vetCode(String code) {
        if (!code.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("Tencent's codes are numbers, not " + code);
        }
    }

    @Override
    public String canonical(String id) {
        return id;
    }

    @Override
    public List<String> friendsOf(String user) {
        return book.friendsOf(user);
    }

    @Override
    public Optional<JsonNode> friendJson(String owner, String id) {
        return book.friend(owner, id).map(TencentFriend::json);
    }

    @Override
    public long friendsStored() {
        return book.size();
    }

    @Override
    public void revokeCredentials() {
        userSigCheck.invalidateIssuedBefore(settings.clock().instant());
    }

    @Override
    public synchronized void forget() {
        book.forget();
        groups.clear();
        quota.forget();
        userSigCheck.invalidateIssuedBefore(Instant.EPOCH);
    }
}
