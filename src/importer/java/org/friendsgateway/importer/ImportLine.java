package org.friendsgateway.importer;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One import as it is sent.
 *
 * @param number of the line in the file where it begins, from 1
 * @param app none, if the gateway shall choose it
 * @param json without a line end
 * @param friends how many it names
 */
record ImportLine(long number, @Nullable String app, String user, String json, int friends) {

    /** Imports with the same owner may be for one list, and must keep their order. Some vendors ignore the case of ids. */
    String owner() {
        return (app + "\n" + user).toLowerCase(Locale.ROOT);
    }
}
