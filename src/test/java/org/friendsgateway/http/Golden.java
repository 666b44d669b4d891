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
 * Whole answers kept as files. With {@code -Dgolden.update=true} the files are written anew, to be read before they are
 * kept.
 */
final class Golden {

    private static final Path FILES = Path.of("src", "test", "resources", "golden");
    private static final Set<String> OF_THE_TRANSPORT = Set.of("content-length", "date", "connection", "transfer-encoding");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Golden() {
    }

    /** Checks status, headers and body against the file of that name; only measured numbers are not compared. */
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
        reply.headers().map().forEach((header, values) -> headers.put(header, measured(String.join(" | ", values))));
        headers.keySet().removeAll(OF_THE_TRANSPORT);
        ObjectNode whole = ApiCaller.json("{}").deepCopy();
        whole.put("status", reply.status()).set("headers", JSON.valueToTree(headers));
        whole.set("body", reply.json());
        return whole;
    }

    private static String measured(String header) {
        return header.replaceAll("dur=[0-9.]+(E-?[0-9]+)?", "dur=#").replaceAll(";r=[0-9]+", ";r=#");
    }
}
