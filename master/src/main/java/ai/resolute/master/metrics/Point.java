package ai.resolute.master.metrics;

import java.time.Instant;
import java.util.Optional;

/** One value of a metric; it may be NaN or infinite. */
public record Point(long steps, Instant time, Optional<Double> epoch, double value) {}
