package org.friendsgateway.importer;

/** Ends the whole run, with what to print and the exit code. */
final class ImportStoppedException extends RuntimeException {

    static final int WRONG_USAGE_OR_FILE = 2;
    static final int UNREACHABLE_OR_REFUSED = 3;

    private final int exitCode;

    ImportStoppedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static ImportStoppedException wrong(String message) {
        return new ImportStoppedException(WRONG_USAGE_OR_FILE, message);
    }

    static ImportStoppedException unreachable(String message) {
        return new ImportStoppedException(UNREACHABLE_OR_REFUSED, message);
    }

    int exitCode() {
        return exitCode;
    }
}
