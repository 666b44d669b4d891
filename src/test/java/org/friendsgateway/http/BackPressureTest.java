package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.SimulatedVendors;
import org.junit.jupiter.api.Test;

/** A client that sends requests and reads no responses. */
@QuarkusTest
@WithTestResource(SimulatedVendors.class)
class BackPressureTest {

    private static final byte[] REQUESTS = "GET /nowhere HTTP/1.1\r\nHost: gateway\r\n\r\n".repeat(2_000)
            .getBytes(StandardCharsets.US_ASCII);
    /** More than fits into the buffers of both sockets. */
    private static final long MAX_BYTES = 64L << 20;
    private static final long MILLIS_BLOCKED = 3_000;

    @Test
    void stopsReadingFromTheClient() throws IOException {
        try (SocketChannel client = SocketChannel.open(
                new InetSocketAddress(ApiCaller.api().getHost(), ApiCaller.api().getPort()));
                Selector writable = Selector.open()) {
            client.configureBlocking(false);
            client.register(writable, SelectionKey.OP_WRITE);
            ByteBuffer requests = ByteBuffer.wrap(REQUESTS);
            long sent = 0;
            while (sent < MAX_BYTES && writable.select(MILLIS_BLOCKED) > 0) {
                writable.selectedKeys().clear();
                sent += client.write(requests);
                if (!requests.hasRemaining()) {
                    requests.rewind();
                }
            }

            assertThat(sent).isLessThan(MAX_BYTES);
        }
    }
}
