package ai.resolute.master.config.shape;

import ai.resolute.master.config.fault.Fault;
import java.util.List;

/** Where in a document a value stands, and where its faults are told. */
public record Place(String path, List<Fault> faults) {
    public Place at(String key) {
        return new Place(path.isEmpty() ? key : path + "." + key, faults);
    }

    Place at(int index) {
        return new Place(path + "[" + index + "]", faults);
    }

    /** Whether nothing was found wrong here. */
    boolean isSound() {
        return faults.stream().noneMatch(fault -> fault.path().equals(path));
    }

    public void fault(String what, String todo) {
        faults.add(new Fault(path, what, todo));
    }
}
