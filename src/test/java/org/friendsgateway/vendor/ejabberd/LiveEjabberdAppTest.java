package org.friendsgateway.vendor.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.friendsgateway.vendor.Eventually.done;
import static org.friendsgateway.vendor.Outcomes.friends;
import static org.friendsgateway.vendor.Outcomes.send;

import java.io.IOException;

import org.friendsgateway.process.NeedsCommand;
import org.friendsgateway.process.RealEjabberd;
import org.friendsgateway.vendor.VendorApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract with a server of Debian's package. */
@Tag("long")
@NeedsCommand(RealEjabberd.COMMAND)
class LiveEjabberdAppTest extends EjabberdContract {

    private static RealEjabberd real;
    private static LiveEjabberd live;

    @BeforeAll
    static void startServer() throws IOException {
        real = new RealEjabberd();
        live = new LiveEjabberd(real);
    }

    @AfterAll
    static void stopServer() {
        real.close();
    }

    @BeforeEach
    void emptyRosters() {
        live.forgetUsers();
    }

    @Override
    EjabberdServer server() {
        return live;
    }

    @ParameterizedTest
    @ValueSource(strings = { "BOB", "DÖRTE", "张三", "Ｂｏｂ", "Straße", "ΣΑΣ", "!#$%()*+,-;=?[\\]^_`{|}~", "\u0130", "e\u0301" })
    void spellsNodesAsTheServerDoes(String id) {
        VendorApp app = app(ConfiguredEjabberd::unverified);
        done(send(app, friends("alice", id)));

        assertThat(friendsOf("alice")).containsExactly(app.canonicalId(id));
    }
}
