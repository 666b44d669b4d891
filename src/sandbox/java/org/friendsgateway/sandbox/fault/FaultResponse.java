package org.friendsgateway.sandbox.fault;

import static org.friendsgateway.sandbox.fault.Fault.Processing.BEFORE;
import static org.friendsgateway.sandbox.fault.Fault.Processing.NEVER;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** What a {@link Fault} makes of the response. */
public sealed interface FaultResponse {

    /** Adds a header. Throws {@link IllegalArgumentException} unless the fault defines the whole response. */
    default FaultResponse header(String name, String value) {
        throw new IllegalArgumentException("only an answer or a refusal can have headers of its own");
    }

    /** When the call is processed unless the fault says otherwise. */
    default Fault.Processing defaultProcessing() {
        return NEVER;
    }

    default boolean allows(Fault.Processing processing) {
        return true;
    }

    /** The real response with other results for single friends. */
    record Edits(Map<String, Result> results, Set<String> leftOut, Set<String> twice, List<String> unasked)
            implements
                FaultResponse {

        /** The real response. */
        public static final Edits NONE = new Edits(Map.of(), Set.of(), Set.of(), List.of());

        public Edits {
            results = Map.copyOf(results);
            leftOut = Set.copyOf(leftOut);
            twice = Set.copyOf(twice);
            unasked = List.copyOf(unasked);
        }

        /** Tencent's code for one friend, who is not stored. */
        public Edits result(String id, int code, String info) {
            return result(id, new Result(Integer.toString(code), info));
        }

        /** The array of Easemob's response that contains one friend, who is not stored. */
        public Edits result(String id, String array) {
            return result(id, new Result(array, ""));
        }

        private Edits result(String id, Result result) {
            Map<String, Result> more = new LinkedHashMap<>(results);
            more.put(id, result);
            return new Edits(more, leftOut, twice, unasked);
        }

        /** Stores these friends without mentioning them. */
        public Edits leavingOut(String... ids) {
            return new Edits(results, with(leftOut, ids), twice, unasked);
        }

        public Edits mentioningTwice(String... ids) {
            return new Edits(results, leftOut, with(twice, ids), unasked);
        }

        /** Mentions friends that are not part of the request. */
        public Edits mentioningUnasked(String... ids) {
            return new Edits(results, leftOut, twice, List.copyOf(with(new LinkedHashSet<>(unasked), ids)));
        }

        /** The ids that the response to a request with these ids mentions, in order. */
        public List<String> mentions(List<String> ids) {
            if (leftOut.isEmpty() && twice.isEmpty() && unasked.isEmpty()) {
                return ids;
            }
            List<String> mentioned = new ArrayList<>();
            for (String id : ids) {
                if (!leftOut.contains(id)) {
                    mentioned.add(id);
                }
                if (twice.contains(id)) {
                    mentioned.add(id);
                }
            }
            mentioned.addAll(unasked);
            return mentioned;
        }

        /** Replaces ids by their canonical form, except unasked ones. */
        public Edits canonical(UnaryOperator<String> form) {
            Map<String, Result> renamed = new LinkedHashMap<>();
            results.forEach((id, result) -> renamed.put(form.apply(id), result));
            return new Edits(renamed, leftOut.stream().map(form).collect(Collectors.toSet()),
                    twice.stream().map(form).collect(Collectors.toSet()), unasked);
        }

        @Override
        public Fault.Processing defaultProcessing() {
            return BEFORE;
        }

        @Override
        public boolean allows(Fault.Processing processing) {
            return processing != NEVER;
        }

        private static Set<String> with(Set<String> ids, String... more) {
            Set<String> all = new LinkedHashSet<>(ids);
            all.addAll(List.of(more));
            return all;
        }
    }

    /**
     * The result for one friend.
     *
     * @param code Tencent's {@code ResultCode}, or the name of Easemob's array
     * @param info Tencent's {@code ResultInfo}
     */
    record Result(String code, String info) {
    }

    /** A response that is not the vendor's: a proxy's page, a redirect, nothing at all. */
    record Raw(int status, Map<String, String> headers, Buffer body) implements FaultResponse {
        public Raw {
            headers = checked(headers);
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("an answer's status is 200 to 599, not " + status);
            }
        }

        @Override
        public Raw header(String name, String value) {
            return new Raw(status, with(headers, name, value), body);
        }
    }

    /**
     * A refusal of the whole call in the vendor's form.
     *
     * @param status the HTTP status: 200 at Tencent
     * @param code Tencent's {@code ErrorCode}, Easemob's {@code error}
     * @param info Tencent's {@code ErrorInfo}, Easemob's {@code error_description}
     * @param headers beside the vendor's own
     */
    record Refusal(int status, String code, String info, Map<String, String> headers) implements FaultResponse {
        public Refusal {
            headers = checked(headers);
        }

        @Override
        public Refusal header(String name, String value) {
            return new Refusal(status, code, info, with(headers, name, value));
        }
    }

    /** A body that continues until the peer disconnects. */
    record Endless() implements FaultResponse {
    }

    /** The first half of the real response as if it were the whole. */
    record Truncated() implements FaultResponse {
        @Override
        public Fault.Processing defaultProcessing() {
            return BEFORE;
        }

        @Override
        public boolean allows(Fault.Processing processing) {
            return processing != NEVER;
        }
    }

    /** A connection that breaks. */
    record Cut(Fault.Moment moment) implements FaultResponse {
        @Override
        public Fault.Processing defaultProcessing() {
            return moment == Fault.Moment.BEFORE_READING ? NEVER : BEFORE;
        }

        @Override
        public boolean allows(Fault.Processing processing) {
            return (processing == NEVER) == (moment == Fault.Moment.BEFORE_READING);
        }
    }

    /** No response, on a connection that stays open. */
    record Hang() implements FaultResponse {
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return more;
    }

    /** Throws {@link IllegalArgumentException} for a header that HTTP does not allow. */
    private static Map<String, String> checked(Map<String, String> headers) {
        MultiMap check = HttpHeaders.headers();
        headers.forEach(check::add);
        return Map.copyOf(headers);
    }
}
