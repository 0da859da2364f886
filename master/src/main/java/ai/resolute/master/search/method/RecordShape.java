package ai.resolute.master.search.method;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/** The components of a class of records, looked up once. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES =
            new ClassValue<>() {
                @Override
                protected RecordShape computeValue(Class<?> type) {
                    return new RecordShape(type);
                }
            };

    private final List<Part> parts;
    private final Constructor<?> constructor;

    /** One component. */
    record Part(String name, Type type, Method accessor) {
        Object read(Object record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("cannot read " + accessor, broken);
            }
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private RecordShape(Class<?> type) {
        var components = type.getRecordComponents();
        parts = Arrays.stream(components).map(RecordShape::part).toList();
        try {
            constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException broken) {
            throw new IllegalStateException("no constructor: " + type, broken);
        }
        constructor.setAccessible(true);
    }

    private static Part part(RecordComponent component) {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new Part(component.getName(), component.getGenericType(), accessor);
    }

    List<Part> parts() {
        return parts;
    }

    Object make(List<?> values) {
        try {
            return constructor.newInstance(values.toArray());
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("cannot make " + constructor + " of " + values, broken);
        }
    }
}
