package ai.resolute.cli.master;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Optional;

/** agent enable, agent disable: whether a machine takes work. */
final class SwitchAgent implements Command {
    private final Argument<Optional<String>> agent =
            Argument.perhaps("AGENT", "the machine, as det agent list shows it", Kind.TEXT);
    private final Argument<Boolean> all = Argument.flag("--all", "all machines");
    private final Switch way;
    private final Session session;

    SwitchAgent(Session session, Switch way) {
        this.session = session;
        this.way = way;
    }

    @Override
    public List<Argument<?>> arguments() {
        return Argument.join(List.of(agent, all), way.arguments());
    }

    @Override
    public int run() {
        if (agent.value().isPresent() == all.value()) {
            throw Failure.usage(
                    "Which agent?",
                    "either its name or --all says so",
                    "det agent " + way.verb() + " --all; names: det agent list");
        }
        for (var name : names()) {
            way.turn(session, Switch.agent(name));
            session.around().out().println(way.done() + " agent " + name);
        }
        return 0;
    }

    private List<String> names() {
        return agent.value()
                .map(List::of)
                .orElseGet(
                        () -> Slot.agents(session).stream().map(each -> each.text("id")).toList());
    }
}
