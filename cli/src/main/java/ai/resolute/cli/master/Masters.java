package ai.resolute.cli.master;

import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;

/** The nouns master, agent, slot and task. */
public final class Masters {
    public static final Menu MENU =
            Menu.of(
                    Entry.of("info", "Say what the master tells about itself.", MasterInfo::new),
                    Entry.of("config", "Print how the master is configured.", MasterConfig::new),
                    Entry.of(
                            "logs",
                            "Print what the master says of itself since its start.",
                            MasterLogs::new));
    public static final Menu AGENTS =
            Menu.of(
                    Entry.of("list ls", "List the machines that offer slots.", ListAgents::new),
                    Entry.of(
                            "enable",
                            "Let a machine take work again.",
                            session -> new SwitchAgent(session, new Switch.On())),
                    Entry.of(
                            "disable",
                            "Let a machine take no more work; what runs there checkpoints and goes on elsewhere or later.",
                            session -> new SwitchAgent(session, new Switch.Off())));
    public static final Menu SLOTS =
            Menu.of(
                    Entry.of("list ls", "List the slots and what runs on them.", ListSlots::new),
                    Entry.of(
                            "enable",
                            "Let a slot take work again.",
                            session -> new SwitchSlot(session, new Switch.On())),
                    Entry.of(
                            "disable",
                            "Let a slot take no more work; what runs there checkpoints and goes on elsewhere or later.",
                            session -> new SwitchSlot(session, new Switch.Off())));
    public static final Menu TASKS =
            Menu.of(
                    Entry.of(
                            "list ls",
                            "List what holds slots or waits for some, and why.",
                            ListTasks::new));

    private Masters() {}
}
