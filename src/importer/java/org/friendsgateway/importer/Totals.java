package org.friendsgateway.importer;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of imports and of their friends.
 *
 * @param reasons how many friends failed or are unknown for each error code
 */
record Totals(Imports imports, Friends friends, Map<String, Long> reasons) {

    static final Totals NONE = new Totals(new Imports(0, 0, 0), new Friends(0, 0, 0, 0), Map.of());

    /** @param partial some friends were imported or are pending, others not */
    record Imports(long complete, long partial, long failed) {

        long total() {
            return complete + partial + failed;
        }
    }

    /** @param unknown sent to the vendor without an answer that proves the outcome */
    record Friends(long imported, long pending, long failed, long unknown) {

        long total() {
            return imported + pending + unsuccessful();
        }

        long unsuccessful() {
            return failed + unknown;
        }

        Friends plus(Friends more) {
            return new Friends(imported + more.imported, pending + more.pending, failed + more.failed, unknown + more.unknown);
        }
    }

    Totals {
        reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
    }

    static Totals complete(long imports, long imported, long pending) {
        return new Totals(new Imports(imports, 0, 0), new Friends(imported, pending, 0, 0), Map.of());
    }

    Totals plus(Totals more) {
        Map<String, Long> all = new TreeMap<>(reasons);
        more.reasons.forEach((code, count) -> all.merge(code, count, Long::sum));
        return new Totals(new Imports(imports.complete + more.imports.complete, imports.partial + more.imports.partial,
                imports.failed + more.imports.failed), friends.plus(more.friends), all);
    }
}
