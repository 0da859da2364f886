package ai.resolute.cli.command;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Asks before something that cannot be undone, unless it was answered beforehand. */
public final class Confirmation {
    private final Argument<Boolean> yes = Argument.flag("-y --yes", "do not ask");

    public Argument<Boolean> argument() {
        return yes;
    }

    /** Goes on only when the answer is yes. */
    public void require(Surroundings around, String question) {
        if (yes.value()) {
            return;
        }
        around.out().flush();
        around.err().print(question + " [y/N] ");
        around.err().flush();
        if (!answer(around).strip().matches("(?i)y(es)?")) {
            around.err().println();
            throw Failure.usage(
                    "Nothing was changed.", "the question was not answered with y", "--yes");
        }
    }

    private static String answer(Surroundings around) {
        try {
            var reader =
                    new BufferedReader(new InputStreamReader(around.in(), StandardCharsets.UTF_8));
            var line = reader.readLine();
            return line == null ? "" : line;
        } catch (IOException nobody) {
            return "";
        }
    }
}
