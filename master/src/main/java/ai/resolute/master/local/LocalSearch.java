package ai.resolute.master.local;

import ai.resolute.master.config.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Answers on standard output, one JSON object a line, what is told on standard input, likewise;
 * ends with its input. docs/development/local.md has the words.
 */
public final class LocalSearch {
    private LocalSearch() {}

    public static void main(String[] line) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        var dialog = new SearchDialog();
        for (var told = in.readLine(); told != null; told = in.readLine()) {
            out.print(new JsonTree(dialog.answer(JsonTree.read(told).root())).toJson() + "\n");
            out.flush();
        }
    }
}
