package org.friendsgateway.sandbox.easemob;

import static org.friendsgateway.sandbox.easemob.EasemobResponses.illegalArgument;
import static org.friendsgateway.sandbox.easemob.EasemobResponses.refused;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.AdmittedCall;
import org.friendsgateway.sandbox.server.Arrival;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.server.RequestLog;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.server.SimulatedVendor;
import org.friendsgateway.sandbox.server.SlidingWindow;
import org.friendsgateway.sandbox.wire.StrictUrl;

/**
 * Easemob's two operations: the token and the import of friends.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 * @see <a href="https://doc.easemob.com/product/easemob_app_token.html">app token</a>
 */
final class EasemobVendor implements SimulatedVendor {

    private static final int MAX_BODY_BYTES = 5 * 1024;

    private final EasemobSandbox.Settings settings;
    private final RequestLog requestLog = new RequestLog();
    private final EasemobTokens tokens;
    private final EasemobContacts contacts;
    private final SlidingWindow quota;
    private final SlidingWindow tokenQuota;

    EasemobVendor(EasemobSandbox.Settings settings) {
        this.settings = settings;
        this.tokens = new EasemobTokens(settings);
        this.contacts = new EasemobContacts(settings.friendCap());
        this.quota = new SlidingWindow(settings.callsPerSecond());
        this.tokenQuota = new SlidingWindow(settings.tokenCallsPerSecond());
    }

    EasemobTokens tokens() {
        return tokens;
    }

    @Override
    public RequestLog requestLog() {
        return requestLog;
    }

    @Override
    public int maxBodyBytes() {
        return MAX_BODY_BYTES;
    }

    @Override
    public Optional<Fault.Call> callAt(String path) {
        try {
            return call(StrictUrl.segments(path));
        } catch (IllegalArgumentException badlyEncoded) {
            return Optional.empty();
        }
    }

    private static Optional<Fault.Call> call(List<String> path) {
        if (path.size() == 3 && path.get(2).equals("token")) {
            return Optional.of(Fault.Call.TOKEN);
        }
        boolean imports = path.size() == 6 && path.get(2).equals("users")
                && path.subList(4, 6).equals(List.of("contacts", "import"));
        return imports ? Optional.of(Fault.Call.IMPORT) : Optional.empty();
    }

    @Override
    public AdmittedCall admit(ReceivedRequest request, Arrival arrival) {
        List<String> path = path(request);
        // Easemob answers unknown addresses with 500.
        Fault.Call call = call(path).orElseThrow(() -> refused(500, "web_application", "Unsupported service operation"));
        if (!request.method().equals("POST")) {
            throw refused(405, "method_not_allowed", "Method Not Allowed");
        }
        requestLog.countArrival(call, arrival);
        EasemobRequestCheck.check(request, MAX_BODY_BYTES);
        return call == Fault.Call.TOKEN ? admitTokenRequest(request, arrival) : admitImport(request, path.get(3), arrival);
    }

    private List<String> path(ReceivedRequest request) {
        List<String> path;
        try {
            path = StrictUrl.segments(request.path());
        } catch (IllegalArgumentException badlyEncoded) {
            throw illegalArgument("this is an invalid request.");
        }
        if (path.size() < 2 || !path.subList(0, 2).equals(List.of(settings.orgName(), settings.appName()))) {
            throw refused(404, "organization_application_not_found", "Could not find application for " + request.path());
        }
        return path;
    }

    private AdmittedCall admitTokenRequest(ReceivedRequest request, Arrival arrival) {
        checkRate(tokenQuota, arrival);
        JsonNode body = EasemobRequestCheck.json(request);
        return new AdmittedCall(Fault.Call.TOKEN, "", edits -> tokens.issue(body));
    }

    private AdmittedCall admitImport(ReceivedRequest request, String username, Arrival arrival) {
        tokens.check(request.header("Authorization").orElse(""));
        checkRate(quota, arrival);
        boolean notice = EasemobRequestCheck.sendsNotice(request.query());
        JsonNode body = EasemobRequestCheck.json(request);
        return new AdmittedCall(Fault.Call.IMPORT, canonical(username), edits -> {
            SimulatedResponse response = contacts.importFriends(username, body, edits);
            if (notice) {
                requestLog.countNotices(response.body().path("data").path(EasemobResponses.SUCCESS).size());
            }
            return response;
        });
    }

    private void checkRate(SlidingWindow window, Arrival arrival) {
        if (!window.accept(arrival)) {
            requestLog.countRateLimited();
            throw refused(429, "reach_limit", "This request has reached api limit");
        }
    }

    @Override
    public Optional<SimulatedResponse> writeConflict() {
        return Optional.empty();
    }

    @Override
    public SimulatedResponse refusal(FaultResponse.Refusal refusal) {
        return EasemobResponses.error(refusal.status(), refusal.code(), refusal.info());
    }

    @Override
    public void check(Fault fault) {
        if (fault.response() instanceof FaultResponse.Refusal refusal && (refusal.status() < 400 || refusal.status() > 599)) {
            throw new IllegalArgumentException("Easemob refuses with a status of 400 to 599, not " + refusal.status());
        }
        if (fault.response() instanceof FaultResponse.Edits edits) {
            edits.results().values().stream().map(FaultResponse.Result::code)
                    .filter(name -> !EasemobResponses.isArray(name)).forEach(name -> {
                        throw new IllegalArgumentException("Easemob's answers have no array " + name);
                    });
        }
    }

    @Override
    public String canonical(String id) {
        return EasemobContacts.canonical(id);
    }

    @Override
    public List<String> friendsOf(String user) {
        return contacts.friends().friendsOf(canonical(user));
    }

    @Override
    public Optional<JsonNode> friendJson(String owner, String id) {
        return contacts.friends().friend(canonical(owner), canonical(id)).map(TextNode::new);
    }

    @Override
    public long friendsStored() {
        return contacts.friends().size();
    }

    @Override
    public void revokeCredentials() {
        tokens.revokeAll();
    }

    @Override
    public void reset() {
        contacts.friends().clear();
        quota.reset();
        tokenQuota.reset();
    }
}
