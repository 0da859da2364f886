package ai.resolute.cli.master;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;

/** slot enable, slot disable: whether a slot takes work. */
final class SwitchSlot implements Command {
    private final Argument<String> agent =
            Argument.parameter("AGENT", "the machine, as det slot list shows it", Kind.TEXT, "");
    private final Argument<Long> slot = Argument.id("SLOT");
    private final Switch way;
    private final Session session;

    SwitchSlot(Session session, Switch way) {
        this.session = session;
        this.way = way;
    }

    @Override
    public List<Argument<?>> arguments() {
        return Argument.join(List.of(agent, slot), way.arguments());
    }

    @Override
    public int run() {
        way.turn(session, Switch.agent(agent.value()) + "/slots/" + slot.value());
        session.around()
                .out()
                .println(way.done() + " slot " + slot.value() + " of " + agent.value());
        return 0;
    }
}
