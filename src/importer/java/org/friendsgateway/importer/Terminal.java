package org.friendsgateway.importer;

import java.io.Console;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** What the output is shown on. */
record Terminal(boolean isInteractive, boolean hasColours) {

    static Terminal detect() {
        boolean interactive = isTerminal(System.console());
        boolean utf8 = System.getProperty("native.encoding", "").equalsIgnoreCase("UTF-8");
        return new Terminal(interactive, interactive && utf8 && Ansi.AUTO.enabled());
    }

    /** The width; the usual one where it cannot be found out. */
    int columns() {
        return CommandSpec.create().usageMessage().autoWidth(true).width();
    }

    // From Java 22 on there may be a console without a terminal, which only a method of that Java can tell.
    private static boolean isTerminal(@org.jspecify.annotations.Nullable Console console) {
        try {
            return console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
