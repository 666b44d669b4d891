package org.friendsgateway.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.friendsgateway.sandbox.easemob.EasemobSandbox;
import org.friendsgateway.sandbox.tencent.TencentSandbox;

/** Both simulated vendors: what dev mode, the tests and {@link StandaloneSandbox} start. */
public record Sandbox(TencentSandbox tencent, EasemobSandbox easemob) {

    public Sandbox(Vertx vertx, TencentSandbox.Settings tencent, EasemobSandbox.Settings easemob) {
        this(new TencentSandbox(vertx, tencent), new EasemobSandbox(vertx, easemob));
    }

    /** Starts both vendors or, if one fails, none. */
    public Future<Sandbox> start() {
        return Future.join(tencent.start(), easemob.start()).<Sandbox> map(this)
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    public Future<Void> close() {
        return Future.join(tencent.close(), easemob.close()).mapEmpty();
    }
}
