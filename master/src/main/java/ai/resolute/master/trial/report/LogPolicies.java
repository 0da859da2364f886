package ai.resolute.master.trial.report;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.config.LogPolicy;
import ai.resolute.master.config.LogPolicy.Action;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Looks for the log policies of experiments in the lines of their trials. */
public final class LogPolicies {
    private static final int REMEMBERED = 1000;
    private static final int SHOWN = 200;

    private final Database database;
    private final Allocations allocations;
    private final InstantSource clock;
    private final LogMatchStore store = new LogMatchStore();
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    private record Rule(LogPolicy policy, Pattern pattern) {}

    /**
     * A line that matched a policy.
     *
     * @param left the nodes that the trial shall leave
     */
    public record Match(LogPolicy policy, String line, List<String> left) {}

    public LogPolicies(Database database, Allocations allocations, InstantSource clock) {
        this.database = database;
        this.allocations = allocations;
        this.clock = clock;
    }

    /**
     * The first match of each policy, once a run.
     *
     * @param policies those of the trial; asked for once
     */
    public List<Match> take(
            Handle handle,
            TrialId trial,
            AllocationId run,
            List<LogLine> lines,
            Supplier<List<LogPolicy>> policies) {
        return rules(policies.get()).stream()
                .flatMap(rule -> first(rule, lines, run))
                .filter(match -> store.save(handle, trial, run.run(), match, clock.instant()))
                .toList();
    }

    /** Why no restart of the trial can follow such a match; nothing when one can. */
    public Optional<String> refusal(Handle handle, TrialId trial, Match match) {
        var title = match.policy().title();
        return match.policy()
                .action()
                .flatMap(action ->
                        switch (action) {
                            case CANCEL_RETRIES ->
                                    Optional.of(
                                            "its log has a line that matches the policy '%s' (cancel_retries)"
                                                    .formatted(title));
                            case EXCLUDE_NODE ->
                                    hasNoNode(handle, trial)
                                            ? Optional.of(
                                                    ("its log has a line that matches the policy '%s'"
                                                                    + " (exclude_node), and there is no other node")
                                                            .formatted(title))
                                            : Optional.empty();
                        });
    }

    /** The policies that lines of a trial matched, oldest first. */
    public List<String> matched(TrialId trial) {
        return database.read(handle -> store.policies(handle, trial));
    }

    /** The nodes that a trial shall not run on. */
    public List<String> excluded(TrialId trial) {
        return database.read(handle -> store.excluded(handle, trial));
    }

    private boolean hasNoNode(Handle handle, TrialId trial) {
        var excluded = store.excluded(handle, trial);
        return excluded.containsAll(allocations.slots().sight().nodes());
    }

    private Stream<Match> first(Rule rule, List<LogLine> lines, AllocationId run) {
        return lines.stream()
                .map(LogLine::text)
                .filter(text -> rule.pattern().matcher(text).find())
                .limit(1)
                .map(text -> new Match(rule.policy(), shortened(text), leaves(rule.policy(), run)));
    }

    private List<String> leaves(LogPolicy policy, AllocationId run) {
        return policy.action()
                .filter(action -> action == Action.EXCLUDE_NODE)
                .flatMap(_ -> allocations.find(run))
                .map(Allocation::nodes)
                .orElse(List.of());
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** A trial that goes on may have other policies than before. */
    private List<Rule> rules(List<LogPolicy> policies) {
        if (patterns.size() >= REMEMBERED) {
            patterns.clear();
        }
        return Stream.concat(LogPolicy.STANDARD.stream(), policies.stream())
                .map(each ->
                        new Rule(each, patterns.computeIfAbsent(each.pattern(), Pattern::compile)))
                .toList();
    }
}
