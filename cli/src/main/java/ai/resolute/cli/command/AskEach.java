package ai.resolute.cli.command;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One verb for one or several things of a noun, each asked for by itself. */
public final class AskEach implements Command {
    private final Argument<List<String>> names;
    private final Session session;
    private final Noun noun;
    private final String verb;
    private final String done;

    /**
     * What verbs are asked of.
     *
     * @param word as people call it
     * @param name what tells one from another: UUID, NAME
     * @param path where one of them is
     */
    public record Noun(String word, String name, UnaryOperator<String> path) {}

    public AskEach(Session session, Noun noun, String verb, String done) {
        this.session = session;
        this.noun = noun;
        this.verb = verb;
        this.done = done;
        names =
                Argument.parameters(
                        noun.name(), "one or several %ss".formatted(noun.word()), Kind.TEXT);
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(names);
    }

    @Override
    public int run() {
        for (var name : names.value()) {
            session.client().post(noun.path().apply(name) + "/" + verb, Map.of());
            session.around().out().println("%s %s %s".formatted(done, noun.word(), name));
        }
        return 0;
    }
}
