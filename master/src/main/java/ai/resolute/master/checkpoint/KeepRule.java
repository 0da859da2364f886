package ai.resolute.master.checkpoint;

import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.TrialId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which checkpoints of an experiment stay: the newest of each trial, the best of each trial, the
 * best of all, and those that somebody needs. Pure.
 */
public record KeepRule(Retention retention, boolean smallerIsBetter) {
    private static final Comparator<Candidate> NEWEST_FIRST =
            Comparator.<Candidate>comparingLong(one -> one.checkpoint().stepsCompleted())
                    .thenComparingLong(one -> one.checkpoint().number())
                    .reversed();

    /** Those that go, oldest first. */
    public List<Checkpoint> discarded(Collection<Candidate> candidates) {
        var kept = kept(candidates);
        return candidates.stream()
                .map(Candidate::checkpoint)
                .filter(one -> !kept.contains(one.id()))
                .sorted(Comparator.comparingLong(Checkpoint::number))
                .toList();
    }

    private Set<CheckpointId> kept(Collection<Candidate> candidates) {
        var kept = new HashSet<CheckpointId>();
        candidates.stream().filter(Candidate::held).forEach(one -> add(kept, one));
        best(candidates, retention.experimentBest()).forEach(one -> add(kept, one));
        for (var ofTrial : byTrial(candidates).values()) {
            best(ofTrial, retention.trialBest()).forEach(one -> add(kept, one));
            ofTrial.stream()
                    .sorted(NEWEST_FIRST)
                    .limit(retention.trialLatest())
                    .forEach(one -> add(kept, one));
        }
        return kept;
    }

    private static Map<TrialId, List<Candidate>> byTrial(Collection<Candidate> candidates) {
        return candidates.stream()
                .collect(Collectors.groupingBy(one -> one.checkpoint().origin().trial()));
    }

    /** Of equal ones the earlier is better; one that is not a number is not ranked. */
    private Stream<Candidate> best(Collection<Candidate> candidates, int count) {
        var byValue = Comparator.comparingDouble(KeepRule::value);
        return candidates.stream()
                .filter(one -> one.metric().filter(value -> !value.isNaN()).isPresent())
                .sorted(
                        (smallerIsBetter ? byValue : byValue.reversed())
                                .thenComparingLong(one -> one.checkpoint().number()))
                .limit(count);
    }

    private static double value(Candidate one) {
        return one.metric().orElseThrow();
    }

    private static void add(Set<CheckpointId> kept, Candidate one) {
        kept.add(one.checkpoint().id());
    }
}
