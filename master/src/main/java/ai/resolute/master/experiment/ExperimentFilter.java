package ai.resolute.master.experiment;

import ai.resolute.master.id.UserId;
import java.util.Optional;
import java.util.Set;

/** Which experiments to list; no owners means those of everybody. */
public record ExperimentFilter(Optional<Boolean> archived, Set<UserId> owners) {
    public static final ExperimentFilter ALL = new ExperimentFilter(Optional.empty(), Set.of());

    public ExperimentFilter {
        owners = Set.copyOf(owners);
    }

    boolean fits(Experiment experiment) {
        return archived.filter(wanted -> wanted != experiment.archived()).isEmpty()
                && (owners.isEmpty() || owners.contains(experiment.origin().owner()));
    }
}
