package org.friendsgateway.ejabberd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.ejabberd.LedgerProxy.Breakage;
import org.friendsgateway.sandbox.server.Arrival;
import org.jspecify.annotations.Nullable;

/** A call of the server as the proxy saw it. The times are those of {@link System#nanoTime}. */
public final class LedgerEntry {

    private static final String ADD = "/api/add_rosteritem";
    private static final String CHECK = "/api/check_account";
    static final String LOGIN = "/oauth/token";

    private final String path;
    private final JsonObject arguments;
    private final Arrival arrival;
    private final Breakage breakage;
    private volatile @Nullable Answer answer;

    /** An answer of the server. */
    record Answer(int status, @Nullable String contentType, Buffer body, long received) {

        boolean isDone() {
            return status == 200 && body.toString(UTF_8).strip().equals("0");
        }

        /** Whether the server refused the command before it carried it out. */
        boolean isRefusal() {
            return status / 100 == 4;
        }
    }

    private LedgerEntry(String path, JsonObject arguments, Arrival arrival, Breakage breakage) {
        this.path = path;
        this.arguments = arguments;
        this.arrival = arrival;
        this.breakage = breakage;
    }

    static LedgerEntry of(String path, Buffer body, Arrival arrival, Breakage breakage) {
        return new LedgerEntry(path, path.equals(LOGIN) ? new JsonObject() : body.toJsonObject(), arrival, breakage);
    }

    void answered(Answer received) {
        answer = received;
    }

    public boolean isAdd() {
        return path.equals(ADD);
    }

    public boolean isCheck() {
        return path.equals(CHECK);
    }

    boolean isLogin() {
        return path.equals(LOGIN);
    }

    Arrival arrival() {
        return arrival;
    }

    /** When the proxy read it. */
    public long arrived() {
        return arrival.latest();
    }

    Breakage breakage() {
        return breakage;
    }

    /** Whose roster an add fills. */
    String owner() {
        return arguments.getString("localuser");
    }

    String nick() {
        return arguments.getString("nick");
    }

    /** The friend of an add, or the user of a check. */
    String user() {
        return arguments.getString("user");
    }

    /** When the server's answer came; the most distant future without one. */
    long answeredAt() {
        Answer given = answer;
        return given == null ? Long.MAX_VALUE : given.received();
    }

    /** Whether an add may have stored its friend. */
    boolean mayHaveStored() {
        Answer given = answer;
        return isAdd() && !breakage.isOfRequest() && (given == null || !given.isRefusal());
    }

    /** Whether the server refused the call, and the gateway could read so. */
    boolean isRefused() {
        Answer given = answer;
        return breakage.isReadable() && given != null && given.isRefusal();
    }

    /** Whether an add stored its friend, and the gateway could read so. */
    boolean isConfirmed() {
        Answer given = answer;
        return isAdd() && breakage.isReadable() && given != null && given.isDone();
    }

    int status() {
        Answer given = answer;
        return given == null ? 0 : given.status();
    }
}
