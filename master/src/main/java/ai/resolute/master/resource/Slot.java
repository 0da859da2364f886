package ai.resolute.master.resource;

/** One schedulable device of a node. */
public record Slot(String node, int index, Device device) {
    /** What a slot is made of. */
    public enum Device {
        CPU,
        CUDA
    }
}
