package org.friendsgateway.sandbox;

import static org.friendsgateway.sandbox.EasemobAnswers.illegalArgument;
import static org.friendsgateway.sandbox.EasemobAnswers.refused;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Easemob's two addresses: the token, and the import of friends.
 *
 * @see <a href="https://doc.easemob.com/document/server-side/user_friend_import.html">import of friends</a>
 * @see <a href="https://doc.easemob.com/product/easemob_app_token.html">app token</a>
 */
final class EasemobVendor implements Vendor {

    private static final int LONGEST_BODY = 5 * 1024;

    private final EasemobSandbox.Settings settings;
    private final Traffic traffic;
    private final EasemobTokens tokens;
    private final EasemobContacts contacts;
    private final SlidingSecond quota;
    private final SlidingSecond tokenQuota;

    EasemobVendor(EasemobSandbox.Settings settings, Traffic traffic) {
        this.settings = settings;
        this.traffic = traffic;
        this.tokens = new EasemobTokens(settings);
        this.contacts = new EasemobContacts(settings.friendCap());
        this.quota = new SlidingSecond(settings.callsPerSecond());
        this.tokenQuota = new SlidingSecond(settings.tokenCallsPerSecond());
    }

    EasemobTokens tokens() {
        return tokens;
    }

    @Override
    public int bodyLimit() {
        return LONGEST_BODY;
    }

    @Override
    public Optional<Fault.Call> callAt(String path) {
        try {
            return call(QueryString.segments(path));
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
    public Task admit(ReceivedRequest request, Arrival arrival) {
        List<String> path = path(request);
        // Easemob answers an address that it does not have with 500.
        Fault.Call call = call(path).orElseThrow(() -> refused(500, "web_application", "Unsupported service operation"));
        if (!request.method().equals("POST")) {
            throw refused(405, "method_not_allowed", "Method Not Allowed");
        }
        traffic.arrived(call, arrival);
        EasemobForm.check(request, LONGEST_BODY);
        return call == Fault.Call.TOKEN ? admitToToken(request, arrival) : admitToImport(request, path.get(3), arrival);
    }

    private List<String> path(ReceivedRequest request) {
        List<String> path;
        try {
            path = QueryString.segments(request.path());
        } catch (IllegalArgumentException badlyEncoded) {
            throw illegalArgument("this is an invalid request.");
        }
        if (path.size() < 2 || !path.subList(0, 2).equals(List.of(settings.orgName(), settings.appName()))) {
            throw refused(404, "organization_application_not_found", "Could not find application for " + request.path());
        }
        return path;
    }

    private Task admitToToken(ReceivedRequest request, Arrival arrival) {
        spend(tokenQuota, arrival);
        JsonNode body = EasemobForm.json(request);
        return new Task(Fault.Call.TOKEN, "", edits -> tokens.logIn(body));
    }

    private Task admitToImport(ReceivedRequest request, String username, Arrival arrival) {
        tokens.check(request.header("Authorization").orElse(""));
        spend(quota, arrival);
        boolean notice = EasemobForm.sendsNotice(request.query());
        JsonNode body = EasemobForm.json(request);
        return new Task(Fault.Call.IMPORT, canonical(username), edits -> {
            Answer answer = contacts.importFriends(username, body, edits);
            if (notice) {
                traffic.noticed(answer.body().path("data").path(EasemobAnswers.SUCCESS).size());
            }
            return answer;
        });
    }

    private void spend(SlidingSecond second, Arrival arrival) {
        if (!second.accept(arrival)) {
            traffic.refusedForSpeed();
            throw refused(429, "reach_limit", "This request has reached api limit");
        }
    }

    @Override
    public Optional<Answer> writeConflict() {
        return Optional.empty();
    }

    @Override
    public Answer refusal(FaultAnswer.Refusal order) {
        return EasemobAnswers.failure(order.status(), order.code(), order.info());
    }

    @Override
    public void vet(Fault fault) {
        if (fault.answer() instanceof FaultAnswer.Refusal refusal && (refusal.status() < 400 || refusal.status() > 599)) {
            throw new IllegalArgumentException("Easemob refuses with a status of 400 to 599, not " + refusal.status());
        }
        if (fault.answer() instanceof FaultAnswer.Edits edits) {
            edits.results().values().stream().map(FaultAnswer.Result::code)
                    .filter(name -> !EasemobAnswers.isArray(name)).forEach(name -> {
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
        return contacts.book().friendsOf(canonical(user));
    }

    @Override
    public Optional<JsonNode> friendJson(String owner, String id) {
        return contacts.book().friend(canonical(owner), canonical(id)).map(TextNode::new);
    }

    @Override
    public long friendsStored() {
        return contacts.book().size();
    }

    @Override
    public void revokeCredentials() {
        tokens.revokeAll();
    }

    @Override
    public void forget() {
        contacts.book().forget();
        quota.forget();
        tokenQuota.forget();
    }
}
