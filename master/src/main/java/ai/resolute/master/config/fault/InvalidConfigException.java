package ai.resolute.master.config.fault;

import ai.resolute.master.config.DomainException;
import java.util.List;
import java.util.Map;

/** A configuration with faults, all of them at once. */
public final class InvalidConfigException extends DomainException.InvalidRequest {
    private static final long serialVersionUID = 1L;

    private static final String WHERE = "\nAll keys: docs/reference/configuration.md";

    private final transient List<Fault> faults;

    public InvalidConfigException(List<Fault> faults) {
        super(
                "invalid_config",
                "invalid experiment configuration: " + Fault.list(faults) + WHERE,
                Map.of("faults", faults));
        this.faults = List.copyOf(faults);
    }

    /** At least one. */
    public List<Fault> faults() {
        return faults;
    }
}
