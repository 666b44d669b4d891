package org.friendsgateway.startup;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.Constraint;
import jakarta.validation.Validator;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.validator.BeanValidationConfigValidator;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * Checks the gateway's keys against the constraints of their mappings and reports every violation. It knows the few constraints
 * in use and rejects others. Hibernate Validator would read every mapping of the framework at each start, which costs a third
 * of a second.
 */
public final class ConfigConstraints implements SmallRyeConfigBuilderCustomizer, BeanValidationConfigValidator {

    private static final String PREFIX = "gateway";

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withValidator(this);
    }

    @Override
    public Validator getValidator() {
        throw new UnsupportedOperationException("Only values of keys are checked");
    }

    @Override
    public void validateMapping(Class<?> mapping, String prefix, Object mapped) throws ConfigValidationException {
        if (prefix.equals(PREFIX) || prefix.startsWith(PREFIX + ".")) {
            BeanValidationConfigValidator.super.validateMapping(mapping, prefix, mapped);
        }
    }

    @Override
    public void validateMappingClass(Object mapped, List<Problem> problems, String path) {
        // No constraint is on a whole mapping.
    }

    @Override
    public void validatePropertyValue(Property key, String path, NamingStrategy naming, Object mapped,
            List<Problem> problems) {
        Method method = key.getMethod();
        Object value = valueOf(method, mapped);
        String name = key.getPropertyName().isEmpty() ? path : path + "." + naming.apply(key.getPropertyName());
        check(method.getAnnotations(), value, name, problems);
        if (value instanceof Optional<?> optional && optional.isPresent()
                && method.getAnnotatedReturnType() instanceof AnnotatedParameterizedType type) {
            AnnotatedType element = type.getAnnotatedActualTypeArguments()[0];
            check(element.getAnnotations(), optional.get(), name, problems);
        }
    }

    private static Object valueOf(Method key, Object mapped) {
        try {
            return key.invoke(mapped);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(key + " cannot be read", failed);
        }
    }

    private static void check(Annotation[] annotations, Object value, String name, List<Problem> problems) {
        for (Annotation annotation : annotations) {
            if (annotation.annotationType().isAnnotationPresent(Constraint.class)) {
                String violation = violation(annotation, value);
                if (violation != null) {
                    problems.add(new Problem(name + " " + violation));
                }
            }
        }
    }

    private static @Nullable String violation(Annotation constraint, Object value) {
        if (constraint instanceof Min min) {
            return compare(value, min.value()) >= 0 ? null : "must be greater than or equal to " + min.value();
        } else if (constraint instanceof Max max) {
            return compare(value, max.value()) <= 0 ? null : "must be less than or equal to " + max.value();
        } else if (constraint instanceof DecimalMin min && min.inclusive()) {
            return compare(value, min.value()) >= 0 ? null : "must be greater than or equal to " + min.value();
        } else if (constraint instanceof DecimalMax max && max.inclusive()) {
            return compare(value, max.value()) <= 0 ? null : "must be less than or equal to " + max.value();
        } else if (constraint instanceof NotBlank) {
            return !value.toString().isBlank() ? null : "must not be blank";
        } else if (constraint instanceof Pattern pattern) {
            return value.toString().matches(pattern.regexp()) ? null : message(pattern);
        }
        return violationOfDuration(constraint, value);
    }

    private static @Nullable String violationOfDuration(Annotation constraint, Object value) {
        if (constraint instanceof DurationMin min && min.inclusive()) {
            Duration shortest = duration(min.days(), min.hours(), min.minutes(), min.seconds(), min.millis(), min.nanos());
            return ((Duration) value).compareTo(shortest) >= 0 ? null : "must be longer than or equal to " + format(shortest);
        } else if (constraint instanceof DurationMax max && max.inclusive()) {
            Duration longest = duration(max.days(), max.hours(), max.minutes(), max.seconds(), max.millis(), max.nanos());
            return ((Duration) value).compareTo(longest) <= 0 ? null : "must be shorter than or equal to " + format(longest);
        }
        throw new IllegalStateException("Unknown constraint " + constraint);
    }

    private static int compare(Object value, Object bound) {
        return new BigDecimal(value.toString()).compareTo(new BigDecimal(bound.toString()));
    }

    private static String message(Pattern pattern) {
        return pattern.message().startsWith("{") ? "must match \"" + pattern.regexp() + "\"" : pattern.message();
    }

    private static Duration duration(long days, long hours, long minutes, long seconds, long millis, long nanos) {
        return Duration.ofDays(days).plusHours(hours).plusMinutes(minutes).plusSeconds(seconds).plusMillis(millis)
                .plusNanos(nanos);
    }

    private static String format(Duration duration) {
        if (duration.toMillis() % 60_000 == 0) {
            return duration.toMinutes() + " minutes";
        }
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " seconds" : duration.toMillis() + " milliseconds";
    }
}
