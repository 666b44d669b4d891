package org.friendsgateway.page;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The table of all keys under {@code gateway.}, made of the configuration mappings and their javadoc. */
final class ConfigurationKeys {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Map<Class<?>, String> TYPES = Map.of(int.class, "integer", long.class, "integer", double.class,
            "number", String.class, "text", URI.class, "URI", Duration.class, "duration", MemorySize.class, "size",
            boolean.class,
            "`true`, `false`");

    private ConfigurationKeys() {
    }

    static List<String> table() {
        Map<String, Method> keys = new TreeMap<>();
        mappings().forEach(mapping -> ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                .forEach((key, property) -> keys.put(key, property.getMethod())));
        // The elements of a list, which are no keys of their own.
        keys.keySet().removeIf(key -> key.endsWith("[*]"));
        Map<String, String> docs = new HashMap<>();
        keys.values().stream().map(Method::getDeclaringClass).distinct()
                .flatMap(type -> Stream.concat(Stream.of(type), Arrays.stream(type.getInterfaces())))
                .map(ConfigurationKeys::source).distinct().forEach(file -> docs.putAll(docs(file)));
        return Stream.concat(Stream.of("| key | type | default | allowed | meaning |", "|---|---|---|---|---|"),
                keys.entrySet().stream().map(key -> row(key.getKey(), key.getValue(), docs))).toList();
    }

    private static Stream<Class<?>> mappings() {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).filter(ConfigurationKeys::isMapping)
                    .<Class<?>> map(ConfigurationKeys::type).toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isMapping(Path source) {
        try {
            return Files.readString(source).contains("\n@ConfigMapping(");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Class<?> type(Path source) {
        try {
            return Class
                    .forName(MAIN.relativize(source).toString().replaceFirst("\\.java$", "").replace(File.separatorChar, '.'));
        } catch (ClassNotFoundException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String row(String key, Method method, Map<String, String> docs) {
        String name = key.replace("apps.*", "apps.<name>").replace("keys.*", "keys.<client>");
        return "| `%s` | %s | %s | %s | %s |".formatted(name, type(method.getGenericReturnType()), standard(method),
                allowed(method), meaning(method, docs));
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            String element = type(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == Set.class ? "list of " + element : element;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants()).map(Object::toString)
                    .map(name -> "`" + name.toLowerCase(Locale.ROOT).replace('_', '-') + "`").collect(Collectors.joining(", "));
        }
        return Optional.ofNullable(TYPES.get(plain)).orElseThrow(() -> new IllegalStateException("no word for " + plain));
    }

    private static String standard(Method method) {
        WithDefault standard = method.getAnnotation(WithDefault.class);
        return standard != null ? "`" + standard.value() + "`" : method.getReturnType() == Optional.class ? "none" : "required";
    }

    private static String allowed(Method method) {
        Stream<AnnotatedElement> places = method.getAnnotatedReturnType() instanceof AnnotatedParameterizedType type
                ? Stream.of(method, type.getAnnotatedActualTypeArguments()[0])
                : Stream.of(method);
        return places.flatMap(place -> Arrays.stream(place.getAnnotations())).flatMap(ConfigurationKeys::words)
                .collect(Collectors.joining(", "));
    }

    private static Stream<String> words(Annotation annotation) {
        if (annotation instanceof Min min) {
            return Stream.of("from " + min.value());
        } else if (annotation instanceof Max max) {
            return Stream.of("up to " + max.value());
        } else if (annotation instanceof DecimalMin min) {
            return Stream.of("from " + min.value());
        } else if (annotation instanceof DecimalMax max) {
            return Stream.of("up to " + max.value());
        } else if (annotation instanceof DurationMin min) {
            return Stream.of("from " + words(min.minutes(), min.seconds(), min.millis()));
        } else if (annotation instanceof DurationMax max) {
            return Stream.of("up to " + words(max.minutes(), max.seconds(), max.millis()));
        } else if (annotation instanceof NotBlank) {
            return Stream.of("not blank");
        } else if (annotation instanceof Pattern pattern) {
            return Stream.of(pattern.message().startsWith("{") ? "`" + pattern.regexp() + "`"
                    : pattern.message().replaceFirst("^must be ", ""));
        }
        return Stream.empty();
    }

    private static String words(long minutes, long seconds, long millis) {
        return minutes > 0 ? minutes + "m" : seconds > 0 ? seconds + "s" : millis + "ms";
    }

    private static String meaning(Method method, Map<String, String> docs) {
        return Stream.concat(Stream.of(method.getDeclaringClass()), Arrays.stream(method.getDeclaringClass().getInterfaces()))
                .map(type -> docs.get(source(type) + " " + type.getSimpleName() + "." + method.getName()))
                .filter(doc -> doc != null).findFirst()
                .orElseThrow(() -> new IllegalStateException(method + " has no javadoc"));
    }

    private static Path source(Class<?> type) {
        return MAIN.resolve(type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java");
    }

    /** The javadoc of a file's methods, in one line each, by file, type and name. */
    private static Map<String, String> docs(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, String> docs = new HashMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
            DocTrees trees = DocTrees.instance(task);
            task.parse().forEach(unit -> new TreePathScanner<Void, String>() {
                @Override
                public Void visitClass(ClassTree type, String outer) {
                    return super.visitClass(type, type.getSimpleName().toString());
                }

                @Override
                public Void visitMethod(MethodTree method, String type) {
                    String doc = trees.getDocComment(getCurrentPath());
                    if (doc != null) {
                        docs.put(file + " " + type + "." + method.getName(), inMarkdown(doc));
                    }
                    return super.visitMethod(method, type);
                }
            }.scan(unit, ""));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return docs;
    }

    private static String inMarkdown(String javadoc) {
        return javadoc.strip().replaceAll("\\s+", " ").replaceAll("\\{@code ([^}]+)}", "`$1`").replaceFirst("\\.$", "");
    }
}
