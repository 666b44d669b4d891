package org.friendsgateway.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import redis.embedded.core.ExecutableProvider;

/** A Redis server in a process of its own, which tests kill and freeze; it keeps its port. */
public final class RealRedis implements AutoCloseable {

    private static final int BUS_OFFSET = 10_000;
    private static final int LAST_PORT = 65_535;

    private final List<String> command;
    private final int port;
    private ServerProcess server;

    /** Starts Redis with further options such as {@code --replicaof}. */
    public RealRedis(String... options) throws IOException {
        this(ServerProcess.freePort(), options);
    }

    private RealRedis(int port, String... options) throws IOException {
        this(executable(), port, options);
    }

    private RealRedis(File executable, int port, String... options) throws IOException {
        this.port = port;
        command = new ArrayList<>(List.of(executable.getPath()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(List.of(options));
        server = launch();
    }

    /** The {@code redis-server} installed on this machine, which may be of another version. */
    public static RealRedis installed() throws IOException {
        Path folder = Files.createTempDirectory("redis");
        return new RealRedis(new File("redis-server"), ServerProcess.freePort(), "--dir", folder.toString());
    }

    /** A cluster node that does not know the others yet. */
    public static RealRedis clusterNode() throws IOException {
        int port = ServerProcess.freePort();
        // Nodes talk to each other at the port plus this offset.
        while (port + BUS_OFFSET > LAST_PORT) {
            port = ServerProcess.freePort();
        }
        Path nodes = Files.createTempDirectory("cluster").resolve("nodes.conf");
        return new RealRedis(port, "--cluster-enabled", "yes", "--cluster-config-file", nodes.toString(),
                "--cluster-node-timeout", "2000");
    }

    /** A sentinel that promotes the replica of a master which has not answered for a second. */
    public static ServerProcess sentinel(String name, RealRedis master) throws IOException {
        int port = ServerProcess.freePort();
        Path config = Files.createTempDirectory("sentinel").resolve("sentinel.conf");
        Files.writeString(config, """
                port %d
                bind 127.0.0.1
                sentinel monitor %s 127.0.0.1 %d 1
                sentinel down-after-milliseconds %2$s 1000
                sentinel failover-timeout %2$s 5000
                """.formatted(port, name, master.port));
        return ServerProcess.start(port, new ProcessBuilder(executable().getPath(), config.toString(), "--sentinel")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true));
    }

    private static File executable() throws IOException {
        return ExecutableProvider.newJarResourceProvider().get();
    }

    private ServerProcess launch() throws IOException {
        // Files that Redis writes nevertheless, such as the dump a follower receives, stay beside its program.
        File folder = new File(command.get(0)).getParentFile();
        return ServerProcess.start(port, new ProcessBuilder(command).directory(folder)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true));
    }

    public int port() {
        return port;
    }

    /** Starts Redis again, without data unless it keeps a file of commands. */
    public void start() throws IOException {
        server = launch();
    }

    /** Makes Redis run again, whether it was killed or frozen. */
    public void revive() throws IOException, InterruptedException {
        if (server.isAlive()) {
            server.thaw();
        } else {
            start();
        }
    }

    public void kill() {
        server.kill();
    }

    /** Stops Redis from running; its connections stay open and get no answers. */
    public void freeze() throws IOException, InterruptedException {
        server.freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        server.thaw();
    }

    /** Sends a command and returns the lines of the answer, joined; fails if Redis answers with an error. */
    @CanIgnoreReturnValue
    public String command(String... words) throws IOException {
        return RedisCommand.send(port, String.join(" ", words));
    }

    @Override
    public void close() {
        kill();
    }
}
