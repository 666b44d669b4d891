package org.friendsgateway.http;

import java.net.http.HttpRequest.BodyPublishers;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.Caller;
import org.friendsgateway.SimulatedVendors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class FloodTmpTest {

    @Test
    void flood() {
        for (String item : new String[] { "0,", "{},", "{\"userId\":\"a\"}," }) {
            for (int i = 0; i < 2; i++) {
                String body = "{\"app\":\"chat-cn\",\"userId\":\"x\",\"friends\":[" + item.repeat(4_000_000 / item.length())
                        + "1]}";
                long from = System.nanoTime();
                Caller.Reply reply = Caller
                        .send(Caller.request("POST", "/friends/import", BodyPublishers.ofString(body)));
                Logger.getLogger("FLOOD").errorf("FLOOD %s %d violations=%d bytes=%d ms=%d", item, reply.status(),
                        reply.json().at("/violations").size(), reply.json().toString().length(),
                        (System.nanoTime() - from) / 1_000_000);
            }
        }
    }
}
