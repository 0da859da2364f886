package ai.resolute.cli.session;

import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import picocli.CommandLine.Option;

/** How a list or a description is written. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json, csv or yaml (default: table)")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "the same as -o json")
    public void json(boolean asked) {
        format = asked ? Format.JSON : format;
    }

    @Option(names = "--csv", description = "the same as -o csv")
    public void csv(boolean asked) {
        format = asked ? Format.CSV : format;
    }

    public Format format() {
        return format;
    }

    /** Writes the listing; an empty table is said in words. */
    public void write(Surroundings around, Listing listing, String whenEmpty) {
        if (listing.rows().isEmpty() && format == Format.TABLE) {
            around.say(whenEmpty);
            return;
        }
        around.out().print(listing.in(format, around.outStyle(), around.outWidth()));
    }
}
