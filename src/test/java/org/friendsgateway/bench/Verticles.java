package org.friendsgateway.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Runs a verticle on as many event loops as there are processors. */
public final class Verticles {

    private Verticles() {
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
