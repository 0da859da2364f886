package ai.resolute.cli.argument;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/** An option or a parameter of a command, and the value that it has. */
public final class Argument<T> {
    /** How picocli is to read it: of a type, so many words, each turned into a value. */
    private record Form(Class<?> type, String arity, String split, Kind<?> kind) {
        static Form one(Kind<?> kind) {
            return new Form(String.class, "1", "", kind);
        }

        static Form atMostOne(Kind<?> kind) {
            return new Form(String.class, "0..1", "", kind);
        }

        static Form several(String arity, String split, Kind<?> kind) {
            return new Form(List.class, arity, split, kind);
        }

        boolean isList() {
            return type == List.class;
        }

        Class<?> element() {
            return isList() ? String.class : type;
        }

        ITypeConverter<?>[] converters() {
            return type == boolean.class
                    ? new ITypeConverter<?>[0]
                    : new ITypeConverter<?>[] {kind::read};
        }
    }

    private final List<String> names;
    private final String label;
    private final String description;
    private final Form form;
    private final boolean optional;
    private T value;

    private Argument(
            String names,
            String label,
            String description,
            Form form,
            boolean optional,
            T standard) {
        this.names = names.isEmpty() ? List.of() : List.of(names.split(" "));
        this.label = label;
        this.description = description;
        this.form = form;
        this.optional = optional;
        this.value = standard;
    }

    /** An option without a value. */
    public static Argument<Boolean> flag(String names, String description) {
        var form = new Form(boolean.class, "0", "", Kind.FLAG);
        return new Argument<>(names, "", description, form, false, false);
    }

    /** An option that has a value when it is not given, too. */
    public static <V> Argument<V> option(
            String names, String label, String description, Kind<V> kind, V standard) {
        return new Argument<>(names, label, description, Form.one(kind), false, standard);
    }

    public static <V> Argument<Optional<V>> option(
            String names, String label, String description, Kind<V> kind) {
        return new Argument<>(names, label, description, Form.one(kind), true, Optional.empty());
    }

    /** An option that may be given several times. */
    public static <V> Argument<List<V>> options(
            String names, String label, String description, Kind<V> kind) {
        var form = Form.several("1", "", kind);
        return new Argument<>(names, label, description, form, false, List.of());
    }

    /** A word that must be given; the value before that is of no importance. */
    public static <V> Argument<V> parameter(
            String label, String description, Kind<V> kind, V standard) {
        return new Argument<>("", label, description, Form.one(kind), false, standard);
    }

    /** The number of what a command is about. */
    public static Argument<Long> id(String label) {
        return parameter(label, "", Kind.ID, 0L);
    }

    public static <V> Argument<Optional<V>> perhaps(
            String label, String description, Kind<V> kind) {
        var form = Form.atMostOne(kind);
        return new Argument<>("", label, description, form, true, Optional.empty());
    }

    /** Words of which there must be one at least. */
    public static <V> Argument<List<V>> parameters(String label, String description, Kind<V> kind) {
        var form = Form.several("1..*", ",", kind);
        return new Argument<>("", label, description, form, false, List.of());
    }

    /** All words that are left, as they are; there may be none. */
    public static Argument<List<String>> rest(String label, String description) {
        var form = Form.several("0..*", "", Kind.TEXT);
        return new Argument<>("", label, description, form, false, List.of());
    }

    public static List<Argument<?>> join(List<Argument<?>> first, List<Argument<?>> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    public T value() {
        return value;
    }

    public boolean isParameter() {
        return names.isEmpty();
    }

    /** As an option of this command and of all below it. */
    public void addEverywhere(CommandSpec spec) {
        spec.addOption(option().scopeType(ScopeType.INHERIT).build());
    }

    public void addOption(CommandSpec spec) {
        spec.addOption(option().build());
    }

    public void addParameter(CommandSpec spec, int index) {
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index(index + (form.isList() ? "..*" : ""))
                        .type(form.type)
                        .auxiliaryTypes(form.element())
                        .arity(form.arity)
                        .splitRegex(form.split)
                        .converters(form.converters())
                        .paramLabel(label)
                        .description(description())
                        .getter(getter())
                        .setter(setter())
                        .initialValue(plain())
                        .build());
    }

    private OptionSpec.Builder option() {
        return OptionSpec.builder(names.toArray(String[]::new))
                .type(form.type)
                .auxiliaryTypes(form.element())
                .arity(form.arity)
                .splitRegex(form.split)
                .converters(form.converters())
                .paramLabel(label)
                .description(description())
                .getter(getter())
                .setter(setter())
                .initialValue(plain());
    }

    private String[] description() {
        return description.isEmpty() ? new String[0] : new String[] {description};
    }

    private IGetter getter() {
        return new IGetter() {
            @Override
            @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
            public <X> X get() {
                return (X) plain();
            }
        };
    }

    private ISetter setter() {
        return new ISetter() {
            @Override
            @SuppressWarnings({"unchecked", "NullAway"})
            public <X> X set(X given) {
                var before = plain();
                value = (T) (optional ? Optional.ofNullable(given) : given);
                return (X) before;
            }
        };
    }

    /** What picocli sees: it knows of no Optional. */
    private @Nullable Object plain() {
        return optional ? ((Optional<?>) value).orElse(null) : value;
    }
}
