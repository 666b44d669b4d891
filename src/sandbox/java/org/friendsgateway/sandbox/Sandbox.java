package org.friendsgateway.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Both simulated vendors. */
public record Sandbox(TencentSandbox tencent, EasemobSandbox easemob) {

    public Sandbox(Vertx vertx, TencentSandbox.Settings tencent, EasemobSandbox.Settings easemob) {
        this(new TencentSandbox(vertx, tencent), new EasemobSandbox(vertx, easemob));
    }

    /** Starts both or none. */
    public Future<Sandbox> start() {
        return Future.join(tencent.start(), easemob.start()).<Sandbox> map(this)
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    public Future<Void> close() {
        return Future.join(tencent.close(), easemob.close()).mapEmpty();
    }
}
