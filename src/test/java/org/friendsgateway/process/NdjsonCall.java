package org.friendsgateway.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A stream of imports on a connection of its own. One thread sends the body while another one reads the answer, as the HTTP
 * client of the JDK cannot.
 */
public final class NdjsonCall implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private @Nullable BufferedReader answer;

    /** Connects and sends the head of the request. */
    public NdjsonCall(GatewayProcess gateway, Map<String, String> headers) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        StringBuilder head = new StringBuilder("POST /friends/import HTTP/1.1\r\nHost: gateway\r\n"
                + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
        out.flush();
    }

    /** Sends a part of the body that is not empty; blocks while the gateway reads nothing. */
    public void send(byte[] part) throws IOException {
        out.write((Integer.toHexString(part.length) + "\r\n").getBytes(ISO_8859_1));
        out.write(part);
        out.write("\r\n".getBytes(ISO_8859_1));
        out.flush();
    }

    /** Ends the body. */
    public void end() throws IOException {
        out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
    }

    /** The next line of the answer; empty after the last one. Fails when the connection breaks before. */
    public Optional<String> readLine() throws IOException {
        BufferedReader lines = answer;
        if (lines == null) {
            readHead();
            lines = new BufferedReader(new InputStreamReader(new ChunkedBody(), UTF_8), 1 << 16);
            answer = lines;
        }
        return Optional.ofNullable(lines.readLine());
    }

    private void readHead() throws IOException {
        String status = readHeadLine();
        while (!readHeadLine().isEmpty()) {
            // The headers do not matter here.
        }
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(status);
        }
    }

    private String readHeadLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the gateway hung up");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Resets the connection: the gateway gets an RST instead of the end of the connection. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class ChunkedBody extends InputStream {

        private int left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] next = new byte[1];
            return read(next, 0, 1) < 0 ? -1 : next[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int max) throws IOException {
            if (left == 0 && !ended) {
                left = Integer.parseInt(readHeadLine(), 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int read = in.read(to, from, Math.min(max, left));
            if (read < 0) {
                throw new EOFException("the gateway hung up");
            }
            left -= read;
            if (left == 0 && !readHeadLine().isEmpty()) {
                throw new IOException("a chunk is longer than it says");
            }
            return read;
        }
    }
}
