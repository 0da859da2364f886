package ai.resolute.api.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The components of a record type, looked up once. */
record Shape(List<Field> fields, Constructor<?> constructor) {
    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    return inspect(type);
                }
            };

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** A new record; what its constructor objects to comes out as it is. */
    Object make(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw refused.getCause() instanceof RuntimeException why
                    ? why
                    : new IllegalStateException(refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The type between the angle brackets, Object when there is none. */
    static Type argument(Type type, int index) {
        return type instanceof ParameterizedType known
                ? known.getActualTypeArguments()[index]
                : Object.class;
    }

    /** The type without what is between its angle brackets. */
    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> Object.class;
        };
    }

    private static Shape inspect(Class<?> type) {
        var components = type.getRecordComponents();
        var parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return new Shape(Arrays.stream(components).map(Field::of).toList(), constructor);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** One component; {@code snake} is its other accepted spelling. */
    record Field(
            String name,
            String snake,
            Type type,
            boolean nullable,
            boolean finite,
            boolean whole,
            Method accessor) {
        static Field of(RecordComponent component) {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return new Field(
                    component.getName(),
                    snake(component.getName()),
                    component.getGenericType(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    component.isAnnotationPresent(Finite.class),
                    component.isAnnotationPresent(Whole.class),
                    accessor);
        }

        @Nullable Object get(Record message) {
            try {
                return accessor.invoke(message);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static String snake(String camel) {
            return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        }
    }
}
