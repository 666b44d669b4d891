package org.friendsgateway.sandbox.tencent;

import static org.friendsgateway.sandbox.tencent.TencentResponses.refused;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.AdmittedCall;
import org.friendsgateway.sandbox.server.Arrival;
import org.friendsgateway.sandbox.server.FriendStore;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.server.RequestLog;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.server.SimulatedVendor;
import org.friendsgateway.sandbox.server.SlidingWindow;
import org.friendsgateway.sandbox.wire.StrictJson;

/**
 * Tencent's friend lists behind {@code friend_import}.
 *
 * @see <a href="https://cloud.tencent.com/document/product/269/8301">friend_import</a>
 */
final class TencentVendor implements SimulatedVendor {

    private static final String PATH = "/v4/sns/friend_import";

    private final TencentSandbox.Settings settings;
    private final RequestLog requestLog = new RequestLog();
    private final TencentResponses responses;
    private final UserSigCheck userSigCheck;
    private final TencentQueryCheck queryCheck;
    private final SlidingWindow quota;
    private final FriendStore<TencentFriend> friends;
    private final Map<String, Set<String>> groups = new HashMap<>();

    TencentVendor(TencentSandbox.Settings settings) {
        this.settings = settings;
        this.responses = new TencentResponses(settings.oldForm());
        this.userSigCheck = new UserSigCheck(settings.sdkAppId(), settings.secretKey(), settings.clock());
        this.queryCheck = new TencentQueryCheck(settings.sdkAppId(), settings.identifier(), userSigCheck);
        this.quota = new SlidingWindow(settings.callsPerSecond());
        this.friends = new FriendStore<>(settings.friendCap());
    }

    UserSigCheck userSigCheck() {
        return userSigCheck;
    }

    FriendStore<TencentFriend> friends() {
        return friends;
    }

    @Override
    public RequestLog requestLog() {
        return requestLog;
    }

    @Override
    public int maxBodyBytes() {
        return 4 << 20;
    }

    @Override
    public Optional<Fault.Call> callAt(String path) {
        return path.equals(PATH) ? Optional.of(Fault.Call.IMPORT) : Optional.empty();
    }

    @Override
    public AdmittedCall admit(ReceivedRequest request, Arrival arrival) {
        Fault.Call call = callAt(request.path()).filter(known -> request.method().equals("POST"))
                .orElseThrow(() -> refused(60009, "no such resource"));
        requestLog.countArrival(call, arrival);
        queryCheck.check(request.query());
        if (!quota.accept(arrival)) {
            requestLog.countRateLimited();
            throw refused(60007, "the frequency of calls exceeds the limit");
        }
        if (request.body().length() > maxBodyBytes()) {
            throw refused(60002, "the request is too long");
        }
        JsonNode body = StrictJson.read(request.body().getBytes()).orElseThrow(() -> refused(60003, "the body is no JSON"));
        return new AdmittedCall(call, body.path("From_Account").asText(""), edits -> importFriends(body, edits));
    }

    private SimulatedResponse importFriends(JsonNode json, FaultResponse.Edits edits) {
        FriendImportBody body = FriendImportBody.parse(json);
        if (isUnknown(body.owner())) {
            throw refused(30003, "Err_SNS_FriendImport_From_Account_Not_Exist");
        }
        Map<String, FaultResponse.Result> results = new HashMap<>(edits.results());
        for (TencentFriend friend : body.friends().values()) {
            FaultResponse.Result result = results.computeIfAbsent(friend.id(), id -> result(body.owner(), friend));
            if (result.code().equals("0")) {
                friends.put(body.owner(), friend.id(), friend);
            }
        }
        return responses.imported(edits.mentions(List.copyOf(body.friends().keySet())), results);
    }

    private FaultResponse.Result result(String owner, TencentFriend friend) {
        if (isUnknown(friend.id())) {
            return new FaultResponse.Result("30003", "Err_SNS_FriendImport_To_Account_Not_Exist");
        }
        if (!friends.hasRoomFor(owner, friend.id())) {
            return new FaultResponse.Result("30010", "Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold");
        }
        if (!makeGroups(owner, friend.groups())) {
            return new FaultResponse.Result("30011", "Err_SNS_FriendImport_Group_Num_Exceed_Threshold");
        }
        return TencentResponses.IMPORTED;
    }

    /** Groups stay, even empty ones. */
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
    public Optional<SimulatedResponse> writeConflict() {
        return Optional.of(TencentResponses.error(30008, "Err_SNS_FriendImport_Write_Conflict"));
    }

    @Override
    public SimulatedResponse refusal(FaultResponse.Refusal refusal) {
        return new SimulatedResponse(refusal.status(),
                TencentResponses.error(Integer.parseInt(refusal.code()), refusal.info()).body());
    }

    @Override
    public void check(Fault fault) {
        if (fault.call() == Fault.Call.TOKEN) {
            throw new IllegalArgumentException("Tencent hands out no tokens");
        }
        if (fault.response() instanceof FaultResponse.Refusal refusal) {
            checkCode(refusal.code());
        }
        if (fault.response() instanceof FaultResponse.Edits edits) {
            edits.results().values().forEach(result -> checkCode(result.code()));
        }
    }

    private static void checkCode(String code) {
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
        return friends.friendsOf(user);
    }

    @Override
    public Optional<JsonNode> friendJson(String owner, String id) {
        return friends.friend(owner, id).map(TencentFriend::json);
    }

    @Override
    public long friendsStored() {
        return friends.size();
    }

    @Override
    public void revokeCredentials() {
        userSigCheck.invalidateIssuedBefore(settings.clock().instant());
    }

    @Override
    public synchronized void reset() {
        friends.clear();
        groups.clear();
        quota.reset();
        userSigCheck.invalidateIssuedBefore(Instant.EPOCH);
    }
}
