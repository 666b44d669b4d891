package org.friendsgateway.vendor.ejabberd;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.IntNode;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;

import org.friendsgateway.sandbox.fault.Fault;
import org.friendsgateway.sandbox.fault.FaultResponse;
import org.friendsgateway.sandbox.server.AdmittedCall;
import org.friendsgateway.sandbox.server.Arrival;
import org.friendsgateway.sandbox.server.FriendStore;
import org.friendsgateway.sandbox.server.Latency;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.server.RequestLog;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.server.SimulatedVendor;
import org.friendsgateway.sandbox.server.VendorServer;
import org.friendsgateway.sandbox.wire.StrictJson;

/** An ejabberd that fails on request: its requests and answers pass through a server that has the faults. */
final class FaultyEjabberd extends VendorServer {

    private final EjabberdServer server;
    private final Vendor vendor;

    FaultyEjabberd(Vertx vertx, EjabberdServer server) {
        this(vertx, server, new Vendor(server));
    }

    private FaultyEjabberd(Vertx vertx, EjabberdServer server, Vendor vendor) {
        super(vertx, vendor, Latency.none(), new HttpServerOptions().setPort(0));
        this.server = server;
        this.vendor = vendor;
    }

    Future<Void> start() {
        return open();
    }

    @Override
    public List<String> friendsOf(String user) {
        return server.rosterOf(user);
    }

    /** The server refuses the tokens that were used so far. */
    void revokeTokens() {
        vendor.revokeCredentials();
    }

    /** Questions about users that arrived. */
    long checks() {
        return lastRequests().stream().filter(request -> request.path().equals(Vendor.CHECK)).count();
    }

    private static final class Vendor implements SimulatedVendor {

        private static final String CHECK = "/api/check_account";
        private static final Map<String, Fault.Call> CALLS = Map.of("/oauth/token", Fault.Call.TOKEN,
                CHECK, Fault.Call.CHECK, "/api/add_rosteritem", Fault.Call.IMPORT);

        private final EjabberdServer server;
        private final RequestLog requestLog = new RequestLog();
        private final FriendStore<String> unused = new FriendStore<>(1, id -> id, id -> IntNode.valueOf(0));
        private final Set<String> used = new HashSet<>();
        private final Set<String> revoked = new HashSet<>();

        Vendor(EjabberdServer server) {
            this.server = server;
        }

        @Override
        public RequestLog requestLog() {
            return requestLog;
        }

        @Override
        public FriendStore<?> friends() {
            return unused;
        }

        @Override
        public int maxBodyBytes() {
            return 1 << 20;
        }

        @Override
        public Optional<Fault.Call> callAt(String path) {
            return Optional.ofNullable(CALLS.get(path));
        }

        @Override
        public AdmittedCall admit(ReceivedRequest request, Arrival arrival) {
            Fault.Call call = callAt(request.path()).orElse(Fault.Call.TOKEN);
            requestLog.addArrival(call, arrival);
            String user = call != Fault.Call.IMPORT ? ""
                    : StrictJson.read(request.body().getBytes()).map(json -> json.path("localuser").asText("")).orElse("");
            return new AdmittedCall(call, canonical(user), edits -> server.answer(withRefusedToken(request)));
        }

        // The server itself refuses a token that it has not issued.
        private synchronized ReceivedRequest withRefusedToken(ReceivedRequest request) {
            String authorization = request.header("Authorization").orElse("");
            used.add(authorization);
            if (!revoked.contains(authorization)) {
                return request;
            }
            Map<String, String> headers = new HashMap<>(request.headers());
            headers.put("authorization", "Bearer revoked");
            return new ReceivedRequest(request.method(), request.path(), request.query(), headers, request.body());
        }

        @Override
        public synchronized void revokeCredentials() {
            revoked.addAll(used);
        }

        @Override
        public Optional<SimulatedResponse> writeConflict() {
            return Optional.empty();
        }

        @Override
        public SimulatedResponse refusal(FaultResponse.Refusal refusal) {
            return new SimulatedResponse(refusal.status(), StrictJson.object().put("status", "error")
                    .put("code", Integer.parseInt(refusal.code())).put("message", refusal.info()));
        }

        @Override
        public void check(Fault fault) {
            if (fault.response() instanceof FaultResponse.Edits edits && !edits.equals(FaultResponse.Edits.NONE)) {
                throw new IllegalArgumentException("an answer of ejabberd lists no friends");
            }
        }

        @Override
        public String canonical(String id) {
            return id.toLowerCase(Locale.ROOT);
        }

        @Override
        public void reset() {
            // The server keeps what it has.
        }
    }
}
