package org.friendsgateway.tracing;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.friendsgateway.Patience;

/** The spans that would have been sent. */
@Singleton
final class KeptSpans {

    private final InMemorySpanExporter kept = InMemorySpanExporter.create();

    @Produces
    @Singleton
    SpanExporter exporter() {
        return kept;
    }

    /** All spans of a trace, once the one of its request is there. */
    List<SpanData> of(String traceId) {
        Patience.until("the trace " + traceId + " is exported", () -> spans(traceId).stream()
                .anyMatch(span -> span.getKind() == SpanKind.SERVER));
        return spans(traceId);
    }

    private List<SpanData> spans(String traceId) {
        return kept.getFinishedSpanItems().stream().filter(span -> span.getTraceId().equals(traceId)).toList();
    }

    static SpanData named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> ((AttributeKey<?>) entry.getKey()).getKey(), Map.Entry::getValue));
    }
}
