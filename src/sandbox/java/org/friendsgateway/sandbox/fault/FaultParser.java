package org.friendsgateway.sandbox.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.buffer.Buffer;

import org.friendsgateway.sandbox.wire.StrictObject;

/**
 * Parses a {@link Fault} from JSON, strictly, because a misread fault makes a test that proves nothing. All fields are
 * optional:
 *
 * <pre>
 * { "call": "import" | "check" | "token", "times": 1, "user": "alice", "delayMs": 0, "processing": "before" | "after" | "never",
 *   and one of
 *   "answer": { "status": 502, "contentType": "text/html", "location": "…", "headers": { "Retry-After": "7" },
 *               "body": "…" or "bodyBase64": "…" },
 *   "refusal": { "code": 30006, "info": "…" } or { "status": 429, "error": "reach_limit", "description": "…" },
 *              both with "headers": { "Retry-After": "7" },
 *   "cut": "beforeReading" | "afterProcessing" | "midAnswer",
 *   "truncated": true, "endless": true, "hang": true,
 *   or any of
 *   "results": { "bob": 30010, "carl": { "code": 30001, "info": "…" }, "dora": "maxLimitFailed" },
 *   "leaveOut": [ids], "twice": [ids], "unasked": [ids] }
 * </pre>
 */
public final class FaultParser {

    private static final Set<String> EDITS = Set.of("results", "leaveOut", "twice", "unasked");
    private static final Set<String> RESPONSES = Set.of("answer", "refusal", "cut", "truncated", "endless", "hang");

    private final StrictObject fields;

    private FaultParser(JsonNode json) {
        Set<String> known = new LinkedHashSet<>(Set.of("call", "times", "user", "delayMs", "processing"));
        known.addAll(EDITS);
        known.addAll(RESPONSES);
        fields = new StrictObject(json, "order", known);
    }

    /** Throws {@link IllegalArgumentException} with a message for the author of the JSON. */
    public static Fault parse(JsonNode json) {
        return new FaultParser(json).fault();
    }

    private Fault fault() {
        FaultResponse response = response();
        Fault fault = new Fault(constant("call", Fault.Call.values()).orElse(Fault.Call.IMPORT),
                nonNegativeInt("times", fields).orElse(1), fields.text("user"),
                Duration.ofMillis(nonNegativeInt("delayMs", fields).orElse(0)), response.defaultProcessing(), response);
        return constant("processing", Fault.Processing.values()).map(fault::processing).orElse(fault);
    }

    private FaultResponse response() {
        List<FaultResponse> responses = new ArrayList<>();
        fields.node("answer").map(FaultParser::raw).ifPresent(responses::add);
        fields.node("refusal").map(FaultParser::refusal).ifPresent(responses::add);
        constant("cut", Fault.Moment.values()).map(FaultResponse.Cut::new).ifPresent(responses::add);
        if (fields.flag("truncated")) {
            responses.add(new FaultResponse.Truncated());
        }
        if (fields.flag("endless")) {
            responses.add(new FaultResponse.Endless());
        }
        if (fields.flag("hang")) {
            responses.add(new FaultResponse.Hang());
        }
        if (EDITS.stream().anyMatch(name -> fields.node(name).isPresent()) || responses.isEmpty()) {
            responses.add(edits());
        }
        if (responses.size() > 1) {
            throw new IllegalArgumentException("order can have one of " + RESPONSES + " or edits of the answer, not several");
        }
        return responses.get(0);
    }

    private FaultResponse.Edits edits() {
        Map<String, FaultResponse.Result> results = new LinkedHashMap<>();
        fields.object("results").ifPresent(object -> object.properties()
                .forEach(entry -> results.put(entry.getKey(), result(entry.getKey(), entry.getValue()))));
        return new FaultResponse.Edits(results, new LinkedHashSet<>(fields.texts("leaveOut")),
                new LinkedHashSet<>(fields.texts("twice")), fields.texts("unasked"));
    }

    private FaultResponse.Result result(String id, JsonNode node) {
        if (node.isValueNode()) {
            return new FaultResponse.Result(code(fields, node, "results." + id), "");
        }
        StrictObject result = new StrictObject(node, "order.results." + id, Set.of("code", "info"));
        JsonNode code = result.node("code").orElseThrow(() -> result.invalid("code", "is missing"));
        return new FaultResponse.Result(code(result, code, "code"), result.text("info").orElse(""));
    }

    private static FaultResponse raw(JsonNode node) {
        StrictObject answer = new StrictObject(node, "order.answer",
                Set.of("status", "contentType", "location", "headers", "body", "bodyBase64"));
        Map<String, String> headers = headers(answer);
        answer.text("contentType").ifPresent(type -> headers.put("Content-Type", type));
        answer.text("location").ifPresent(location -> headers.put("Location", location));
        return new FaultResponse.Raw(nonNegativeInt("status", answer).orElse(200), headers, body(answer));
    }

    private static Buffer body(StrictObject answer) {
        Optional<String> text = answer.text("body");
        Optional<String> base64 = answer.text("bodyBase64");
        if (text.isPresent() && base64.isPresent()) {
            throw answer.invalid("bodyBase64", "cannot be given beside body");
        }
        try {
            return base64.map(coded -> Buffer.buffer(Base64.getDecoder().decode(coded)))
                    .orElseGet(() -> Buffer.buffer(text.orElse("")));
        } catch (IllegalArgumentException notBase64) {
            throw answer.invalid("bodyBase64", "must be Base64");
        }
    }

    private static Map<String, String> headers(StrictObject fields) {
        Map<String, String> headers = new LinkedHashMap<>();
        fields.object("headers").ifPresent(object -> object.properties().forEach(header -> headers.put(header.getKey(),
                fields.text(header.getValue(), "headers." + header.getKey()))));
        return headers;
    }

    private static FaultResponse refusal(JsonNode node) {
        StrictObject refusal = new StrictObject(node, "order.refusal",
                Set.of("code", "info", "status", "error", "description", "headers"));
        Optional<String> code = refusal.node("code").map(value -> code(refusal, value, "code"));
        Optional<String> error = refusal.text("error");
        if (code.isPresent() == error.isPresent()) {
            throw new IllegalArgumentException("order.refusal needs a code (Tencent) or an error (Easemob)");
        }
        String text = code.isPresent() ? "info" : "description";
        return new FaultResponse.Refusal(nonNegativeInt("status", refusal).orElse(code.isPresent() ? 200 : 400),
                code.or(() -> error).orElseThrow(), refusal.text(text).orElse(""), headers(refusal));
    }

    private static String code(StrictObject fields, JsonNode node, String name) {
        return node.isTextual() ? node.textValue() : Long.toString(fields.integer(node, name));
    }

    private static Optional<Integer> nonNegativeInt(String name, StrictObject fields) {
        return fields.integer(name).stream().boxed().findFirst().map(number -> {
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw fields.invalid(name, "is out of range");
            }
            return number.intValue();
        });
    }

    private <E extends Enum<E>> Optional<E> constant(String name, E[] values) {
        return fields.text(name).map(text -> Stream.of(values).filter(value -> camelCase(value).equals(text)).findFirst()
                .orElseThrow(() -> fields.invalid(name, "cannot be " + text)));
    }

    private static String camelCase(Enum<?> value) {
        return Pattern.compile("_(.)").matcher(value.name().toLowerCase(Locale.ROOT))
                .replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT));
    }
}
