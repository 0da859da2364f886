package ai.resolute.master.store.column;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Our own records in TEXT columns, as JSON. A member of a sealed family carries its simple name as
 * {@code kind}, so that renaming one needs a migration. What an older row lacks is absent, 0 or
 * false.
 */
public final class RecordColumn {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .annotationIntrospector(new SealedKinds())
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private RecordColumn() {}

    /** The text of a value; the type is the one it will be read as. */
    public static <T> String write(Class<T> type, T value) {
        return MAPPER.writerFor(type).writeValueAsString(value);
    }

    /** What {@link #write} wrote. */
    public static <T> T read(Class<T> type, String text) {
        return MAPPER.readValue(text, type);
    }

    private static final class SealedKinds extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;
        private static final JsonTypeInfo.Value KIND =
                JsonTypeInfo.Value.construct(
                        JsonTypeInfo.Id.NAME,
                        JsonTypeInfo.As.PROPERTY,
                        "kind",
                        null,
                        false,
                        true,
                        null);

        @Override
        public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated type) {
            return type instanceof AnnotatedClass && family(type.getRawType()).isSealed()
                    ? KIND
                    : super.findPolymorphicTypeInfo(config, type);
        }

        @Override
        public List<NamedType> findSubtypes(MapperConfig<?> config, Annotated type) {
            return type.getRawType().isSealed()
                    ? Arrays.stream(type.getRawType().getPermittedSubclasses())
                            .map(kind -> new NamedType(kind, kind.getSimpleName()))
                            .toList()
                    : super.findSubtypes(config, type);
        }

        @Override
        public String findTypeName(MapperConfig<?> config, AnnotatedClass type) {
            return family(type.getRawType()).isSealed()
                    ? type.getRawType().getSimpleName()
                    : super.findTypeName(config, type);
        }

        private static Class<?> family(Class<?> type) {
            return Arrays.stream(type.getInterfaces())
                    .filter(Class::isSealed)
                    .findFirst()
                    .<Class<?>>map(found -> found)
                    .orElse(type);
        }
    }
}
