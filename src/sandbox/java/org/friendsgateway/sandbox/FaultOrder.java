package org.friendsgateway.sandbox;

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

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.buffer.Buffer;

/**
 * A {@link Fault} as JSON, read strictly, because an order misunderstood is a test that proves nothing. All fields are
 * optional:
 *
 * <pre>
 * { "call": "import" | "token", "times": 1, "user": "alice", "delayMs": 0, "processing": "before" | "after" | "never",
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
final class FaultOrder {

    private static final Set<String> EDITS = Set.of("results", "leaveOut", "twice", "unasked");
    private static final Set<String> ANSWERS = Set.of("answer", "refusal", "cut", "truncated", "endless", "hang");

    private final Fields fields;

    private FaultOrder(JsonNode json) {
        Set<String> known = new LinkedHashSet<>(Set.of("call", "times", "user", "delayMs", "processing"));
        known.addAll(EDITS);
        known.addAll(ANSWERS);
        fields = new Fields(json, "order", known);
    }

    /** Throws {@link IllegalArgumentException} with a message for whoever wrote the order. */
    static Fault read(JsonNode json) {
        return new FaultOrder(json).fault();
    }

    private Fault fault() {
        FaultAnswer answer = answer();
        Fault fault = new Fault(constant("call", Fault.Call.values()).orElse(Fault.Call.IMPORT),
                small("times", fields).orElse(1), fields.text("user"),
                Duration.ofMillis(small("delayMs", fields).orElse(0)), answer.usually(), answer);
        return constant("processing", Fault.Processing.values()).map(fault::processing).orElse(fault);
    }

    private FaultAnswer answer() {
        List<FaultAnswer> answers = new ArrayList<>();
        fields.node("answer").map(FaultOrder::raw).ifPresent(answers::add);
        fields.node("refusal").map(FaultOrder::refusal).ifPresent(answers::add);
        constant("cut", Fault.Moment.values()).map(FaultAnswer.Cut::new).ifPresent(answers::add);
        if (fields.flag("truncated")) {
            answers.add(new FaultAnswer.Truncated());
        }
        if (fields.flag("endless")) {
            answers.add(new FaultAnswer.Endless());
        }
        if (fields.flag("hang")) {
            answers.add(new FaultAnswer.Hang());
        }
        if (EDITS.stream().anyMatch(name -> fields.node(name).isPresent()) || answers.isEmpty()) {
            answers.add(edits());
        }
        if (answers.size() > 1) {
            throw new IllegalArgumentException("order can have one of " + ANSWERS + " or edits of the answer, not several");
        }
        return answers.get(0);
    }

    private FaultAnswer.Edits edits() {
        Map<String, FaultAnswer.Result> results = new LinkedHashMap<>();
        fields.object("results").ifPresent(object -> object.properties()
                .forEach(entry -> results.put(entry.getKey(), result(entry.getKey(), entry.getValue()))));
        return new FaultAnswer.Edits(results, new LinkedHashSet<>(fields.texts("leaveOut")),
                new LinkedHashSet<>(fields.texts("twice")), fields.texts("unasked"));
    }

    private FaultAnswer.Result result(String id, JsonNode node) {
        if (node.isValueNode()) {
            return new FaultAnswer.Result(code(fields, node, "results." + id), "");
        }
        Fields result = new Fields(node, "order.results." + id, Set.of("code", "info"));
        JsonNode code = result.node("code").orElseThrow(() -> result.wrong("code", "is missing"));
        return new FaultAnswer.Result(code(result, code, "code"), result.text("info").orElse(""));
    }

    private static FaultAnswer raw(JsonNode node) {
        Fields answer = new Fields(node, "order.answer",
                Set.of("status", "contentType", "location", "headers", "body", "bodyBase64"));
        Map<String, String> headers = headers(answer);
        answer.text("contentType").ifPresent(type -> headers.put("Content-Type", type));
        answer.text("location").ifPresent(location -> headers.put("Location", location));
        return new FaultAnswer.Raw(small("status", answer).orElse(200), headers, body(answer));
    }

    private static Buffer body(Fields answer) {
        Optional<String> text = answer.text("body");
        Optional<String> base64 = answer.text("bodyBase64");
        if (text.isPresent() && base64.isPresent()) {
            throw answer.wrong("bodyBase64", "cannot be given beside body");
        }
        try {
            return base64.map(coded -> Buffer.buffer(Base64.getDecoder().decode(coded)))
                    .orElseGet(() -> Buffer.buffer(text.orElse("")));
        } catch (IllegalArgumentException notBase64) {
            throw answer.wrong("bodyBase64", "must be Base64");
        }
    }

    private static Map<String, String> headers(Fields fields) {
        Map<String, String> headers = new LinkedHashMap<>();
        fields.object("headers").ifPresent(object -> object.properties().forEach(header -> headers.put(header.getKey(),
                fields.text(header.getValue(), "headers." + header.getKey()))));
        return headers;
    }

    private static FaultAnswer refusal(JsonNode node) {
        Fields refusal = new Fields(node, "order.refusal",
                Set.of("code", "info", "status", "error", "description", "headers"));
        Optional<String> code = refusal.node("code").map(value -> code(refusal, value, "code"));
        Optional<String> error = refusal.text("error");
        if (code.isPresent() == error.isPresent()) {
            throw new IllegalArgumentException("order.refusal needs a code (Tencent) or an error (Easemob)");
        }
        String text = code.isPresent() ? "info" : "description";
        return new FaultAnswer.Refusal(small("status", refusal).orElse(code.isPresent() ? 200 : 400),
                code.or(() -> error).orElseThrow(), refusal.text(text).orElse(""), headers(refusal));
    }

    private static String code(Fields fields, JsonNode node, String name) {
        return node.isTextual() ? node.textValue() : Long.toString(fields.integer(node, name));
    }

    private static Optional<Integer> small(String name, Fields fields) {
        return fields.integer(name).stream().boxed().findFirst().map(number -> {
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw fields.wrong(name, "is out of range");
            }
            return number.intValue();
        });
    }

    /** {@code BEFORE_READING} is written {@code beforeReading}. */
    private <E extends Enum<E>> Optional<E> constant(String name, E[] values) {
        return fields.text(name).map(text -> {
            for (E value : values) {
                if (camelCase(value).equals(text)) {
                    return value;
                }
            }
            throw fields.wrong(name, "cannot be " + text);
        });
    }

    private static String camelCase(Enum<?> value) {
        StringBuilder name = new StringBuilder();
        for (String word : value.name().split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            name.append(name.isEmpty() ? lower : word.charAt(0) + lower.substring(1));
        }
        return name.toString();
    }
}
