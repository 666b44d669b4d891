package org.friendsgateway.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkus.smallrye.openapi.OpenApiFilter;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.friendsgateway.failure.Failure.Kind;
import org.friendsgateway.failure.Failure.Origin;

/** Adds the error model to the OpenAPI document when the gateway is built. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OpenApiErrorFilter implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        addCodes(components);
        APIResponses responses = document.getPaths().getPathItem(FriendsResource.PATH).getPOST().getResponses();
        responses.getAPIResponses().values().forEach(response -> addHeaders(response, List.of(), components));
        kindsByStatus().forEach((status, kinds) -> responses.addAPIResponse(status.toString(), problem(kinds, components)));
    }

    private static void addCodes(Components components) {
        Map<String, Object> errors = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("status", kind.status());
            error.put("origin", kind.origin().code());
            error.put("retryable", kind.retryable());
            errors.put(kind.code(), error);
        }
        Objects.requireNonNull(components.getSchemas().get("ErrorCode")).addExtension("x-errors", errors)
                .enumeration(List.copyOf(errors.keySet()));
    }

    private static Map<Integer, List<Kind>> kindsByStatus() {
        return Arrays.stream(Kind.values()).collect(Collectors.groupingBy(Kind::status, TreeMap::new, Collectors.toList()));
    }

    private static APIResponse problem(List<Kind> kinds, Components components) {
        MediaType problem = OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Problem"));
        kinds.stream().map(Kind::code).filter(components.getExamples()::containsKey)
                .forEach(code -> problem.addExample(code, OASFactory.createExample().ref(code)));
        APIResponse response = OASFactory.createAPIResponse()
                .description(kinds.stream().map(OpenApiErrorFilter::describe).collect(Collectors.joining("\n")))
                .content(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, problem));
        addHeaders(response, kinds, components);
        return response;
    }

    private static String describe(Kind kind) {
        return "- `" + kind.code() + "` (" + kind.origin().code() + (kind.retryable() ? ", retryable): " : "): ")
                + kind.title();
    }

    private static void addHeaders(APIResponse response, List<Kind> kinds, Components components) {
        components.getHeaders().keySet().stream().filter(name -> mayHave(name, kinds))
                .forEach(name -> response.addHeader(name, OASFactory.createHeader().ref(name)));
    }

    /** @param kinds the errors that the response may report; none for a success */
    private static boolean mayHave(String header, List<Kind> kinds) {
        return switch (header) {
            case "Allow" -> kinds.contains(Kind.METHOD_NOT_ALLOWED);
            case "Retry-After" -> kinds.stream().anyMatch(Kind::retryable);
            case "Accept-Encoding" -> kinds.contains(Kind.UNSUPPORTED_MEDIA_TYPE);
            case "WWW-Authenticate" -> kinds.contains(Kind.UNAUTHENTICATED);
            case "Idempotent-Replayed" -> kinds.isEmpty()
                    || kinds.stream().anyMatch(kind -> kind.origin() == Origin.VENDOR && !kind.retryable());
            default -> true;
        };
    }
}
