package ai.resolute.cli.command;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Pretty;
import ai.resolute.cli.session.Surroundings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a configuration is written: it is a tree, so there are two ways only. */
public final class TreeOption {
    private final Argument<Format> format;
    private final Argument<Boolean> json = Argument.flag("--json", "the same as -o json");

    public TreeOption(Format standard) {
        format =
                Argument.option(
                        "-o --output",
                        "FORMAT",
                        "json or yaml (default: " + standard + ")",
                        Kind.of(Format.class),
                        standard);
    }

    public List<Argument<?>> after(Argument<?>... others) {
        return Argument.join(List.of(others), arguments());
    }

    public List<Argument<?>> arguments() {
        return List.of(format, json);
    }

    public void write(Surroundings around, Map<String, @Nullable Object> tree) {
        var text =
                switch (json.value() ? Format.JSON : format.value()) {
                    case JSON -> Pretty.json(tree);
                    case YAML -> Pretty.yaml(tree);
                    case TABLE, CSV ->
                            throw Failure.usage(
                                    "A configuration is no table.",
                                    "it has parts within parts",
                                    "-o json, or -o yaml");
                };
        around.out().print(text);
    }
}
