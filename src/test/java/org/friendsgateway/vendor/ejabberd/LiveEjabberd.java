package org.friendsgateway.vendor.ejabberd;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.friendsgateway.process.RealEjabberd;
import org.friendsgateway.sandbox.server.ReceivedRequest;
import org.friendsgateway.sandbox.server.SimulatedResponse;
import org.friendsgateway.sandbox.wire.StrictJson;

/** A server of Debian's package, which creates each account before the first request about it, unless it begins with ghost. */
final class LiveEjabberd implements EjabberdServer {

    private final RealEjabberd real;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> registered = ConcurrentHashMap.newKeySet();

    LiveEjabberd(RealEjabberd real) {
        this.real = real;
        real.changePassword(PASSWORD);
    }

    @Override
    public SimulatedResponse answer(ReceivedRequest request) {
        StrictJson.read(request.body().getBytes()).ifPresent(json -> Stream.of("localuser", "user")
                .map(name -> json.path(name).asText("")).forEach(this::register));
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + real.port() + request.path()))
                .POST(BodyPublishers.ofByteArray(request.body().getBytes()));
        Stream.of("Authorization", "Content-Type", "Accept")
                .forEach(name -> request.header(name).ifPresent(value -> forwarded.header(name, value)));
        try {
            HttpResponse<byte[]> response = http.send(forwarded.build(), BodyHandlers.ofByteArray());
            return new SimulatedResponse(response.statusCode(), StrictJson.read(response.body()).orElseThrow());
        } catch (IOException closed) {
            return SimulatedResponse.NONE;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void register(String user) {
        if (!user.isEmpty() && !user.equals(USERNAME) && !user.startsWith("ghost") && registered.add(user)) {
            real.register(Set.of(user));
        }
    }

    /** Deletes the accounts of users and their rosters; the next request about one creates it again. */
    void forgetUsers() {
        registered.forEach(real::unregister);
        registered.clear();
    }

    @Override
    public List<String> rosterOf(String user) {
        return real.roster(user).keySet().stream().map(jid -> jid.substring(0, jid.indexOf('@'))).toList();
    }
}
