package ai.resolute.master.trial.report;

import ai.resolute.master.config.LogPolicy;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.log.LogLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for the log policies of experiments in the lines of their trials. */
public final class LogMatches {
    private static final int REMEMBERED = 1000;
    private static final int SHOWN = 200;

    private final Map<TaskId, List<Rule>> rules = new LinkedHashMap<>();

    private record Rule(LogPolicy policy, Pattern pattern) {}

    /** A line that matched a policy. */
    public record Match(LogPolicy policy, String line) {}

    /**
     * The first match of each policy.
     *
     * @param policies those of the task; asked for once
     */
    public List<Match> in(List<LogLine> lines, TaskId task, Supplier<List<LogPolicy>> policies) {
        return rules(task, policies).stream().flatMap(rule -> first(rule, lines)).toList();
    }

    private static Stream<Match> first(Rule rule, List<LogLine> lines) {
        return lines.stream()
                .map(LogLine::text)
                .filter(text -> rule.pattern().matcher(text).find())
                .limit(1)
                .map(text -> new Match(rule.policy(), shortened(text)));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private synchronized List<Rule> rules(TaskId task, Supplier<List<LogPolicy>> policies) {
        var known = rules.get(task);
        if (known != null) {
            return known;
        }
        if (rules.size() >= REMEMBERED) {
            rules.clear();
        }
        var compiled =
                Stream.concat(LogPolicy.STANDARD.stream(), policies.get().stream())
                        .map(policy -> new Rule(policy, Pattern.compile(policy.pattern())))
                        .toList();
        rules.put(task, compiled);
        return compiled;
    }
}
