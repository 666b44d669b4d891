package org.friendsgateway.process;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that needs a command which a machine with nothing but a JDK lacks: it is left out there, and fails where
 * {@code LEAVE_NO_TEST_OUT} is set in the environment.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCommand.Present.class)
public @interface NeedsCommand {

    /** Names of commands on the {@code PATH}. */
    String[] value();

    /** Looks for the commands. */
    final class Present implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = AnnotationSupport.findAnnotation(context.getElement(), NeedsCommand.class).stream()
                    .flatMap(needs -> List.of(needs.value()).stream()).filter(command -> !present(command)).toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("nothing is missing");
            }
            if (System.getenv("LEAVE_NO_TEST_OUT") != null) {
                throw new IllegalStateException("No test may be left out, and these commands are missing: " + missing);
            }
            return ConditionEvaluationResult.disabled("commands are missing: " + missing);
        }

        private static boolean present(String command) {
            return Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
        }
    }
}
