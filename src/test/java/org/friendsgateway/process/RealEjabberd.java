package org.friendsgateway.process;

import static org.friendsgateway.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The installed ejabberd in a process of its own, which tests kill; it keeps its port and its files. The gateway's account is
 * registered. Needs Debian's packages {@code ejabberd} and {@code erlang-p1-oauth2}: without the second one no login succeeds.
 */
public final class RealEjabberd implements AutoCloseable {

    /** The command to look for where a test is left out without ejabberd. */
    public static final String COMMAND = "ejabberdctl";
    public static final String VIRTUAL_HOST = "im.test";
    /** The account of the gateway, and the password it has at first. */
    public static final String USERNAME = "gateway";
    public static final String PASSWORD = "a-password";

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path folder = Files.createTempDirectory("ejabberd");
    private final int port = ServerProcess.freePort();
    private ServerProcess server;

    /** A friend on a user's roster, under the bare JID. */
    public record RosterItem(String nick, String subscription, SortedSet<String> groups) {
    }

    /** Starts with tokens that live for an hour. */
    public RealEjabberd() throws IOException {
        this(Duration.ofHours(1));
    }

    /** Starts with tokens that live so many seconds. */
    public RealEjabberd(Duration tokenLifetime) throws IOException {
        // Commands that the gateway calls are permitted to its account alone, the others to the tests.
        Files.writeString(folder.resolve("ejabberd.yml"), """
                hosts: [%s]
                loglevel: warning
                listen:
                  - port: %d
                    ip: "127.0.0.1"
                    module: ejabberd_http
                    request_handlers: { /api: mod_http_api, /oauth: ejabberd_oauth }
                acl: { gateway: { user: %s@%1$s } }
                oauth_expire: %d
                oauth_access: all
                api_permissions:
                  the gateway:
                    who: [ { acl: gateway }, { oauth: { scope: [add_rosteritem, check_account], acl: gateway } } ]
                    what: [add_rosteritem, check_account]
                  tests:
                    who: { ip: 127.0.0.0/8 }
                    what: [register, unregister, change_password, get_roster, oauth_list_tokens, oauth_revoke_token, status]
                modules: { mod_roster: {}, mod_admin_extra: {} }
                """.formatted(VIRTUAL_HOST, port, USERNAME, tokenLifetime.toSeconds()));
        server = launch();
        register(USERNAME, PASSWORD);
    }

    private ServerProcess launch() throws IOException {
        ProcessBuilder command = new ProcessBuilder("erl", "-noinput", "-mnesia", "dir", "\"" + folder.resolve("db") + "\"",
                "-s", "ejabberd").directory(folder.toFile()).redirectOutput(folder.resolve("output.log").toFile())
                .redirectErrorStream(true);
        command.environment().putAll(Map.of("HOME", folder.toString(), "ERL_LIBS", libraries(), "SPOOL_DIR",
                folder.resolve("db").toString(), "EJABBERD_CONFIG_PATH", folder.resolve("ejabberd.yml").toString(),
                "EJABBERD_LOG_PATH", folder.resolve("ejabberd.log").toString()));
        ServerProcess started = ServerProcess.start(port, command);
        await("ejabberd has started").ignoreExceptions().until(() -> command("status", new JsonObject()).contains("started"));
        return started;
    }

    // Debian keeps ejabberd below the folder of the machine's architecture.
    private static String libraries() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            List<String> names = new ArrayList<>();
            folders.forEach(found -> names.add(found.toString()));
            return String.join(":", names);
        }
    }

    public int port() {
        return port;
    }

    /** The CPU time since the last start. */
    public Duration cpu() {
        return server.cpu();
    }

    /** Creates accounts to be users and friends; none of them logs in. */
    public void register(Collection<String> users) {
        users.parallelStream().forEach(user -> register(user, "no-password"));
    }

    private void register(String user, String password) {
        command("register", account(user).put("password", password));
    }

    /** Deletes an account; its roster is deleted, too. */
    public void unregister(String user) {
        command("unregister", account(user));
    }

    /** The user's friends by their bare JIDs, in the server's spelling. */
    public Map<String, RosterItem> roster(String user) {
        Map<String, RosterItem> items = new LinkedHashMap<>();
        // One row for each group.
        for (Object row : new JsonArray(command("get_roster", account(user)))) {
            JsonObject item = (JsonObject) row;
            items.computeIfAbsent(item.getString("jid"), first -> new RosterItem(item.getString("nick"),
                    item.getString("subscription"), new TreeSet<>())).groups().add(item.getString("group"));
        }
        items.values().forEach(item -> item.groups().remove(""));
        return items;
    }

    /** Changes the password of the gateway's account; its tokens stay valid. */
    public void changePassword(String password) {
        command("change_password", account(USERNAME).put("newpass", password));
    }

    /** Makes all tokens invalid. */
    public void revokeTokens() {
        for (Object token : new JsonArray(command("oauth_list_tokens", new JsonObject()))) {
            command("oauth_revoke_token", JsonObject.of("token", ((JsonObject) token).getString("token")));
        }
    }

    private static JsonObject account(String user) {
        return JsonObject.of("user", user, "host", VIRTUAL_HOST);
    }

    @CanIgnoreReturnValue
    private String command(String name, JsonObject arguments) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/" + name))
                .POST(BodyPublishers.ofString(arguments.encode())).build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(name + " was refused: " + response.body());
            }
            return response.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Ends the server at once; what it had not written to disk is lost. */
    public void kill() {
        server.kill();
    }

    /** Starts the server again after {@link #kill}. */
    public void start() throws IOException {
        server = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
