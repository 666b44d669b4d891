package org.friendsgateway.bench;

import java.io.IOException;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import org.friendsgateway.process.ServerProcess;

/** Runs a verticle on as many event loops as there are processors. */
public final class Verticles {

    private Verticles() {
    }

    /** Runs a verticle in a JVM of its own; its configuration gets the {@code port} to listen at. */
    public static ServerProcess start(Class<?> verticle, JsonObject config) throws IOException {
        int port = ServerProcess.freePort();
        return ServerProcess.start(port, new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
                "-Xms512m", "-Xmx512m", "-cp", System.getProperty("java.class.path"), Verticles.class.getName(),
                verticle.getName(), config.copy().put("port", port).encode())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /** Takes the name of a verticle and its configuration as JSON. */
    public static void main(String... arguments) {
        DeploymentOptions options = new DeploymentOptions().setConfig(new JsonObject(arguments[1]))
                .setInstances(Runtime.getRuntime().availableProcessors());
        Vertx.vertx().deployVerticle(arguments[0], options).onFailure(cause -> {
            cause.printStackTrace();
            System.exit(1);
        });
    }
}
