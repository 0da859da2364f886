package ai.resolute.api.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * JSON Schemas (2020-12) of messages, by the rules of {@link Wire}. A record is one named schema;
 * one that is both sent and taken has two, because only what is sent has every member.
 */
public final class Schemas {
    /** A double, which may not be finite. */
    static final String NUMBER = "WireNumber";

    private static final String PLACE = "#/components/schemas/";
    private static final Map<String, Object> NOTHING = Map.of("type", "null");
    private static final Map<String, Object> WIRE_NUMBER =
            ordered(
                    "description",
                    "A number; what is not finite comes as text.",
                    "anyOf",
                    List.of(
                            Map.of("type", "number"),
                            ordered(
                                    "type",
                                    "string",
                                    "enum",
                                    List.of("NaN", "Infinity", "-Infinity"))));

    private final Set<Class<?>> sent = new HashSet<>();
    private final Set<Class<?>> taken = new HashSet<>();
    private final Map<String, Class<?>> names = new TreeMap<>();

    /** Which way a message goes. */
    public enum Direction {
        /** To a client: whatever is no {@code Optional} is there. */
        SENT,
        /** From a client: whatever is missing has its default. */
        TAKEN
    }

    /** A member of a message. */
    public record Member(String name, Map<String, Object> schema, boolean repeated) {}

    /** Names a message and all that is in it. */
    public void add(Type type, Direction direction) {
        switch (type) {
            case ParameterizedType generic ->
                    Arrays.stream(generic.getActualTypeArguments())
                            .forEach(part -> add(part, direction));
            case Class<?> one when one.isEnum() -> name(one);
            case Class<?> one when one.isRecord() && set(direction).add(one) -> {
                name(one);
                addParts(one, direction);
            }
            default -> {}
        }
    }

    /** Names what is in a message that is not one of its own. */
    public void addParts(Class<?> message, Direction direction) {
        Shape.of(message).fields().forEach(field -> add(field.type(), direction));
    }

    /** The named schemas, by name. */
    public Map<String, Object> components() {
        var components = new TreeMap<String, Object>();
        components.put(NUMBER, WIRE_NUMBER);
        names.forEach((name, type) -> {
            if (type.isEnum()) {
                components.put(name, choice(type));
            }
        });
        sent.forEach(type ->
                components.put(
                        nameOf(type, Direction.SENT), object(type, Direction.SENT, _ -> true)));
        taken.forEach(type ->
                components.put(
                        nameOf(type, Direction.TAKEN), object(type, Direction.TAKEN, _ -> true)));
        return components;
    }

    /** The schema of a message, with those of its members that are wanted. */
    public Map<String, Object> object(
            Class<?> message, Direction direction, Predicate<String> wanted) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        if (Shape.of(message).fields().stream().anyMatch(Shape.Field::whole)) {
            return ordered("type", "object", "additionalProperties", true);
        }
        for (var field : Shape.of(message).fields()) {
            if (wanted.test(field.name())) {
                properties.put(field.name(), schema(field, direction));
                if (direction == Direction.SENT && Shape.raw(field.type()) != Optional.class) {
                    required.add(field.name());
                }
            }
        }
        var object = ordered("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    /** A member of a message by its name; empty when it has none of this name. */
    public Optional<Member> member(Class<?> message, String name) {
        return members(message).stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** The members of a message as a query has them: one of a part is {@code part.member}. */
    public List<Member> members(Class<?> message) {
        var members = new ArrayList<Member>();
        for (var field : Shape.of(message).fields()) {
            if (Shape.raw(field.type()).isRecord()) {
                members(Shape.raw(field.type())).stream()
                        .map(part -> prefixed(field.name(), part))
                        .forEach(members::add);
            } else {
                members.add(
                        new Member(
                                field.name(),
                                schema(field.type(), Direction.TAKEN),
                                Shape.raw(field.type()) == List.class));
            }
        }
        return members;
    }

    /** The schema of a value of this type. */
    public Map<String, Object> schema(Type type, Direction direction) {
        var raw = Shape.raw(type);
        if (raw == Optional.class) {
            return schema(Shape.argument(type, 0), direction);
        }
        if (raw == List.class) {
            return ordered("type", "array", "items", schema(Shape.argument(type, 0), direction));
        }
        if (raw == Map.class) {
            return ordered(
                    "type",
                    "object",
                    "additionalProperties",
                    schema(Shape.argument(type, 1), direction));
        }
        return raw.isRecord() || raw.isEnum() ? reference(nameOf(raw, direction)) : scalar(raw);
    }

    private Map<String, Object> schema(Shape.Field field, Direction direction) {
        var schema = field.finite() ? ordered("type", "number") : schema(field.type(), direction);
        return field.nullable() && !schema.isEmpty()
                ? ordered("anyOf", List.of(schema, NOTHING))
                : schema;
    }

    private static Map<String, Object> scalar(Class<?> raw) {
        if (raw == boolean.class || raw == Boolean.class) {
            return ordered("type", "boolean");
        }
        if (raw == int.class || raw == Integer.class) {
            return ordered("type", "integer", "format", "int32");
        }
        if (raw == long.class || raw == Long.class) {
            return ordered("type", "string", "format", "int64");
        }
        if (raw == double.class || raw == Double.class) {
            return reference(NUMBER);
        }
        if (raw == Instant.class) {
            return ordered("type", "string", "format", "date-time");
        }
        if (raw == byte[].class || raw == Content.class) {
            return ordered("type", "string", "contentEncoding", "base64");
        }
        return raw == String.class ? ordered("type", "string") : Map.of();
    }

    private static Map<String, Object> choice(Class<?> type) {
        return ordered(
                "type",
                "string",
                "enum",
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList());
    }

    private static Member prefixed(String name, Member part) {
        return new Member(name + "." + part.name(), part.schema(), part.repeated());
    }

    private Set<Class<?>> set(Direction direction) {
        return direction == Direction.SENT ? sent : taken;
    }

    private String nameOf(Class<?> type, Direction direction) {
        return direction == Direction.TAKEN && sent.contains(type)
                ? type.getSimpleName() + "Input"
                : type.getSimpleName();
    }

    private void name(Class<?> type) {
        var other = names.putIfAbsent(type.getSimpleName(), type);
        if (other != null && other != type) {
            throw new IllegalStateException(
                    "two messages have one name: " + other + " and " + type);
        }
    }

    private static Map<String, Object> reference(String name) {
        return ordered("$ref", PLACE + name);
    }

    private static Map<String, Object> ordered(String name, Object value) {
        var map = new LinkedHashMap<String, Object>();
        map.put(name, value);
        return map;
    }

    private static Map<String, Object> ordered(
            String name, Object value, String second, Object other) {
        var map = ordered(name, value);
        map.put(second, other);
        return map;
    }
}
