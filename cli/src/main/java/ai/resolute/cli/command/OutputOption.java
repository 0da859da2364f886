package ai.resolute.cli.command;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Surroundings;
import java.util.List;

/** How a list or a description is written. */
public final class OutputOption {
    private final Argument<Format> format =
            Argument.option(
                    "-o --output",
                    "FORMAT",
                    "table, json, csv or yaml (default: table)",
                    Kind.of(Format.class),
                    Format.TABLE);
    private final Argument<Boolean> json = Argument.flag("--json", "the same as -o json");
    private final Argument<Boolean> csv = Argument.flag("--csv", "the same as -o csv");

    public List<Argument<?>> arguments() {
        return List.of(format, json, csv);
    }

    /** These options behind those that a command has besides. */
    public List<Argument<?>> after(Argument<?>... others) {
        return Argument.join(List.of(others), arguments());
    }

    public Format format() {
        if (json.value()) {
            return Format.JSON;
        }
        return csv.value() ? Format.CSV : format.value();
    }

    public boolean isTable() {
        return format() == Format.TABLE;
    }

    /** Writes the listing; an empty table is said in words. */
    public void write(Surroundings around, Listing listing, String whenEmpty) {
        if (listing.rows().isEmpty() && isTable()) {
            around.say(whenEmpty);
            return;
        }
        around.out().print(listing.in(format(), around.outStyle(), around.outWidth()));
    }

    /** Writes what programs read of one thing. */
    public void write(Surroundings around, Row row) {
        write(around, new Listing(List.of(), List.of(row)), "");
    }
}
