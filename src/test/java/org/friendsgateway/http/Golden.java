package org.friendsgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.friendsgateway.ApiCaller;
import org.friendsgateway.ApiCaller.Reply;

/**
 * Compares complete responses with golden files. With {@code -Dgolden.update=true} it writes the files instead; review the
 * change before committing it.
 */
final class Golden {

    private static final Path FILES = Path.of("src", "test", "resources", "golden");
    private static final Set<String> TRANSPORT_HEADERS = Set.of("content-length", "date", "connection", "transfer-encoding");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Golden() {
    }

    /** Compares status, headers and body with the file of that name, except measured numbers. */
    static void check(String name, Reply reply) {
        try {
            Path file = FILES.resolve(name + ".json");
            String actual = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(whole(reply)) + "\n";
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, actual);
            }
            assertThat(actual).isEqualTo(Files.readString(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ObjectNode whole(Reply reply) {
        Map<String, String> headers = new TreeMap<>();
        reply.headers().map().forEach((header, values) -> headers.put(header, withoutMeasurements(String.join(" | ", values))));
        headers.keySet().removeAll(TRANSPORT_HEADERS);
        ObjectNode whole = ApiCaller.json("{}").deepCopy();
        whole.put("status", reply.status()).set("headers", JSON.valueToTree(headers));
        whole.set("body", reply.json());
        return whole;
    }

    private static String withoutMeasurements(String header) {
        return header.replaceAll("dur=[0-9.]+(E-?[0-9]+)?", "dur=#").replaceAll(";r=[0-9]+", ";r=#");
    }
}
