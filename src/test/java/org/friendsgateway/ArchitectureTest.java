package org.friendsgateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import io.smallrye.mutiny.Uni;

import org.friendsgateway.log.ErrorStream;
import org.friendsgateway.vendor.VendorCallLog;

/** The rules of the house: which room may depend on which, and what no code does. */
@AnalyzeClasses(packages = "org.friendsgateway", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {

    private static final String ROOT = "org.friendsgateway";
    private static final String VENDORS = ROOT + ".vendor.*..";
    private static final String IMPORTER = ROOT + ".importer..";
    private static final Path SANDBOX_SOURCES = Path.of("src", "sandbox", "java");
    private static final Path IMPORTER_SOURCES = Path.of("src", "importer", "java");
    private static final String[] LANGUAGE = { "java..", "org.jspecify..", "com.google.errorprone.annotations.." };

    @ArchTest
    static final ArchRule FAILURE_DEPENDS_ONLY_ON_THE_JDK = classes().that().resideInAPackage(ROOT + ".failure..")
            .should().onlyDependOnClassesThat().resideInAnyPackage(and(ROOT + ".failure.."));

    @ArchTest
    static final ArchRule FRIEND_DEPENDS_ONLY_ON_FAILURE = classes().that().resideInAPackage(ROOT + ".friend..")
            .should().onlyDependOnClassesThat().resideInAnyPackage(and(ROOT + ".failure..", ROOT + ".friend.."));

    @ArchTest
    static final ArchRule NO_ROOM_DEPENDS_ON_A_VENDOR = noClasses().that().resideOutsideOfPackage(VENDORS)
            .should().dependOnClassesThat().resideInAPackage(VENDORS);

    @ArchTest
    static final ArchRule VENDORS_DO_NOT_DEPEND_ON_EACH_OTHER = slices().matching(ROOT + ".vendor.(*)..")
            .should().notDependOnEachOther();

    @ArchTest
    static final ArchRule VENDORS_DO_NOT_DEPEND_ON_THE_FLOW = noClasses().that()
            .resideInAPackage(ROOT + ".vendor..").should().dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".http..", ROOT + ".pipeline..", ROOT + ".app..", ROOT + ".quota..",
                    ROOT + ".lock..", ROOT + ".idempotency..", ROOT + ".metrics..", ROOT + ".tracing..");

    @ArchTest
    static final ArchRule AN_APP_DOES_NOT_DEPEND_ON_THE_PIPELINE = noClasses().that().resideInAPackage(ROOT + ".app..")
            .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".pipeline..", ROOT + ".idempotency..");

    @ArchTest
    static final ArchRule VENDORS_DO_NOT_LOG = noClasses().that().resideInAPackage(VENDORS).should().dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".log..", "org.jboss.logging..").orShould().dependOnClassesThat()
            .areAssignableTo(VendorCallLog.class);

    @ArchTest
    static final ArchRule SHARED_STATE_DOES_NOT_DEPEND_ON_VENDORS = noClasses().that()
            .resideInAnyPackage(ROOT + ".quota..", ROOT + ".lock..", ROOT + ".idempotency..", ROOT + ".token..",
                    ROOT + ".redis..")
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".vendor..");

    @ArchTest
    static final ArchRule ONLY_REDIS_ROOMS_DEPEND_ON_REDIS = noClasses().that()
            .resideOutsideOfPackages(ROOT + "..redis..").should().dependOnClassesThat()
            .resideInAnyPackage("io.quarkus.redis..", "io.vertx..redis..", ROOT + "..redis..");

    @ArchTest
    static final ArchRule ONLY_TRACING_MAKES_SPANS = noClasses().that().resideOutsideOfPackage(ROOT + ".tracing..")
            .should().dependOnClassesThat().resideInAnyPackage("io.opentelemetry.api.trace", "io.opentelemetry.sdk..");

    @ArchTest
    static final ArchRule ONLY_LOG_WRITES_LINES = noClasses().that()
            .resideOutsideOfPackage(ROOT + ".log..").should().dependOnClassesThat()
            .resideInAnyPackage("org.jboss.logmanager..");

    @ArchTest
    static final ArchRule NO_ROOM_DEPENDS_ON_HTTP = noClasses().that().resideOutsideOfPackage(ROOT + ".http..")
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".http..");

    @ArchTest
    static final ArchRule NO_ROOM_DEPENDS_ON_THE_SANDBOX = noClasses().that().resideOutsideOfPackage(ROOT + ".sandbox..")
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".sandbox..");

    @ArchTest
    static final ArchRule THE_SANDBOX_DEPENDS_ON_NO_ROOM = noClasses().that().resideInAPackage(ROOT + ".sandbox..")
            .should().dependOnClassesThat(DescribedPredicate.describe("are in another room",
                    type -> type.getPackageName().startsWith(ROOT) && !type.getPackageName().startsWith(ROOT + ".sandbox")));

    @ArchTest
    static final ArchRule THE_IMPORTER_DEPENDS_ON_ITS_LIBRARIES_ALONE = classes().that().resideInAPackage(IMPORTER)
            .should().onlyDependOnClassesThat()
            .resideInAnyPackage(and(IMPORTER, "picocli..", "me.tongfei.progressbar..", "com.fasterxml.jackson.."));

    @ArchTest
    static final ArchRule NO_ROOM_DEPENDS_ON_THE_IMPORTER = noClasses().that().resideOutsideOfPackage(IMPORTER)
            .should().dependOnClassesThat()
            .resideInAnyPackage(IMPORTER, "picocli..", "me.tongfei..", "com.fasterxml.jackson.dataformat.csv..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CYCLES = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_BLOCKS = noClasses().that().resideOutsideOfPackage(IMPORTER)
            .should().callMethodWhere(DescribedPredicate.describe("it blocks a thread", ArchitectureTest::blocks));

    @ArchTest
    static final ArchRule WAITING_AND_SHARING_USE_MONOTONIC_TIME = noClasses().that()
            .resideInAnyPackage(ROOT + ".quota..", ROOT + ".lock..", ROOT + ".idempotency..", ROOT + ".token..",
                    ROOT + ".redis..", ROOT + ".pipeline..", ROOT + ".time..", ROOT + ".http..")
            .should()
            .callMethodWhere(DescribedPredicate.describe("it reads the wall clock", ArchitectureTest::readsTheWallClock));

    @ArchTest
    static final ArchRule FIELDS_ARE_NOT_INJECTED = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule NOTHING_PRINTS = noClasses().that().doNotBelongToAnyOf(ErrorStream.class)
            .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static void noFileIsLongerThan300Lines(JavaClasses all) throws IOException {
        for (Path root : List.of(Path.of("src", "main", "java"), SANDBOX_SOURCES, IMPORTER_SOURCES)) {
            try (Stream<Path> files = Files.walk(root)) {
                assertThat(files.filter(file -> file.toString().endsWith(".java"))).isNotEmpty()
                        .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(300));
            }
        }
    }

    @ArchTest
    static void sandboxAndImporterAreChecked(JavaClasses all) {
        assertThat(all.stream().map(JavaClass::getPackageName)).contains(ROOT + ".sandbox", ROOT + ".importer");
    }

    /** Includes the sandbox and the importer, whose classes are in the folder of the tests. */
    static final class NoTests implements ImportOption {

        private static final Pattern TESTS = Pattern.compile(".*/test-classes/(.*?)(\\$.*)?\\.class");

        @Override
        public boolean includes(Location location) {
            Matcher test = TESTS.matcher(location.asURI().getPath());
            return !test.matches() || Stream.of(SANDBOX_SOURCES, IMPORTER_SOURCES)
                    .anyMatch(root -> Files.exists(root.resolve(test.group(1) + ".java")));
        }
    }

    private static boolean blocks(JavaCall<?> call) {
        String name = call.getTarget().getName();
        return switch (name) {
            case "await" -> call.getTargetOwner().isAssignableTo(Uni.class);
            case "join", "get" -> call.getTargetOwner().isAssignableTo(Future.class);
            case "sleep" -> call.getTargetOwner().isEquivalentTo(Thread.class);
            default -> false;
        };
    }

    private static boolean readsTheWallClock(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        return call.getTarget().getName().equals("currentTimeMillis")
                || owner.equals("java.time.Clock")
                || (owner.startsWith("java.time.") && call.getTarget().getName().equals("now"));
    }

    private static String[] and(String... rooms) {
        return Stream.concat(Stream.of(LANGUAGE), List.of(rooms).stream()).toArray(String[]::new);
    }
}
