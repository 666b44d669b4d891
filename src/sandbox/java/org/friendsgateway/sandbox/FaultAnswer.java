package org.friendsgateway.sandbox;

import static org.friendsgateway.sandbox.Fault.Processing.BEFORE;
import static org.friendsgateway.sandbox.Fault.Processing.NEVER;

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

/** What a {@link Fault} makes of an answer. */
public sealed interface FaultAnswer {

    /** The same answer with one more header; only of an answer that the order words itself. */
    default FaultAnswer header(String name, String value) {
        throw new IllegalArgumentException("only an answer or a refusal can have headers of its own");
    }

    /** When the call is processed unless the order says otherwise. */
    default Fault.Processing usually() {
        return NEVER;
    }

    default boolean allows(Fault.Processing processing) {
        return true;
    }

    /** The real answer with other verdicts on single friends. */
    record Edits(Map<String, Result> results, Set<String> leftOut, Set<String> twice, List<String> unasked)
            implements
                FaultAnswer {

        /** The answer as it is. */
        public static final Edits NONE = new Edits(Map.of(), Set.of(), Set.of(), List.of());

        public Edits {
            results = Map.copyOf(results);
            leftOut = Set.copyOf(leftOut);
            twice = Set.copyOf(twice);
            unasked = List.copyOf(unasked);
        }

        /** Tencent's code of one friend, who is not stored. */
        public Edits result(String id, int code, String info) {
            return result(id, new Result(Integer.toString(code), info));
        }

        /** The array of Easemob's answer that one friend, who is not stored, is found in. */
        public Edits result(String id, String array) {
            return result(id, new Result(array, ""));
        }

        private Edits result(String id, Result result) {
            Map<String, Result> more = new LinkedHashMap<>(results);
            more.put(id, result);
            return new Edits(more, leftOut, twice, unasked);
        }

        /** Friends that are stored and not mentioned. */
        public Edits leavingOut(String... ids) {
            return new Edits(results, with(leftOut, ids), twice, unasked);
        }

        public Edits mentioningTwice(String... ids) {
            return new Edits(results, leftOut, with(twice, ids), unasked);
        }

        /** Friends that nobody asked for. */
        public Edits mentioningUnasked(String... ids) {
            return new Edits(results, leftOut, twice, List.copyOf(with(new LinkedHashSet<>(unasked), ids)));
        }

        /** Who is mentioned in the answer to a call for these friends. */
        List<String> mentions(List<String> ids) {
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

        /** The same about the friends under their canonical ids. */
        Edits canonical(UnaryOperator<String> form) {
            Map<String, Result> renamed = new LinkedHashMap<>();
            results.forEach((id, result) -> renamed.put(form.apply(id), result));
            return new Edits(renamed, leftOut.stream().map(form).collect(Collectors.toSet()),
                    twice.stream().map(form).collect(Collectors.toSet()), unasked);
        }

        @Override
        public Fault.Processing usually() {
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
     * The verdict on one friend.
     *
     * @param code Tencent's {@code ResultCode}, or the name of Easemob's array
     * @param info Tencent's {@code ResultInfo}
     */
    record Result(String code, String info) {
    }

    /** Bytes that are not the vendor's: a proxy's page, nothing at all, a redirect. */
    record Raw(int status, Map<String, String> headers, Buffer body) implements FaultAnswer {
        public Raw {
            headers = legal(headers);
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
     * A refusal of the whole call in the vendor's own form.
     *
     * @param status the HTTP status: 200 at Tencent
     * @param code Tencent's {@code ErrorCode}, Easemob's {@code error}
     * @param info Tencent's {@code ErrorInfo}, Easemob's {@code error_description}
     * @param headers beside the vendor's own
     */
    record Refusal(int status, String code, String info, Map<String, String> headers) implements FaultAnswer {
        public Refusal {
            headers = legal(headers);
        }

        @Override
        public Refusal header(String name, String value) {
            return new Refusal(status, code, info, with(headers, name, value));
        }
    }

    /** A body that goes on until the peer hangs up. */
    record Endless() implements FaultAnswer {
    }

    /** The first half of the real answer as if it were all of it. */
    record Truncated() implements FaultAnswer {
        @Override
        public Fault.Processing usually() {
            return BEFORE;
        }

        @Override
        public boolean allows(Fault.Processing processing) {
            return processing != NEVER;
        }
    }

    /** A connection that breaks. */
    record Cut(Fault.Moment moment) implements FaultAnswer {
        @Override
        public Fault.Processing usually() {
            return moment == Fault.Moment.BEFORE_READING ? NEVER : BEFORE;
        }

        @Override
        public boolean allows(Fault.Processing processing) {
            return (processing == NEVER) == (moment == Fault.Moment.BEFORE_READING);
        }
    }

    /** No answer, ever, over a connection that stays open. */
    record Hang() implements FaultAnswer {
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return more;
    }

    /** Throws {@link IllegalArgumentException} for a header that HTTP does not allow, before it is ordered. */
    private static Map<String, String> legal(Map<String, String> headers) {
        MultiMap checked = HttpHeaders.headers();
        headers.forEach(checked::add);
        return Map.copyOf(headers);
    }
}
