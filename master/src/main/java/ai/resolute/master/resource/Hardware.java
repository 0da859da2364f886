package ai.resolute.master.resource;

/**
 * What a slot is made of, in words that a person knows it by.
 *
 * @param brand for example {@code NVIDIA H100 80GB HBM3}; empty for a share of the processors
 * @param uuid what its driver calls it; empty for a share of the processors
 */
public record Hardware(String brand, String uuid) {
    /** A share of the processors. */
    public static final Hardware CPU_SHARE = new Hardware("", "");
}
