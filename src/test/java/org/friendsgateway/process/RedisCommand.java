package org.friendsgateway.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** One command and its answer in the inline form of the Redis protocol. */
final class RedisCommand {

    private static final int TIMEOUT_MILLIS = 5_000;

    private RedisCommand() {
    }

    static String send(int port, String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    private static String answer(DataInputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '-' -> throw new IOException("Redis: " + rest);
            case '$' -> text(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            default -> rest;
        };
    }

    private static String text(DataInputStream in, int bytes) throws IOException {
        return bytes < 0 ? "" : new String(in.readNBytes(bytes + 2), UTF_8).strip();
    }

    private static String list(DataInputStream in, int entries) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < entries; i++) {
            all.append(i == 0 ? "" : "\n").append(answer(in));
        }
        return all.toString();
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis hung up");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
