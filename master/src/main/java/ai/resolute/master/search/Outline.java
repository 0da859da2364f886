package ai.resolute.master.search;

import ai.resolute.master.config.Length;
import java.util.List;

/**
 * What a search will do if no trial fails: how many trials, and how far each is trained.
 *
 * @param concurrent how many trials are open at once, at most
 */
public record Outline(List<Bracket> brackets, int concurrent) {
    public Outline {
        brackets = List.copyOf(brackets);
    }

    /** One bracket, in which all trials are trained whole. */
    public static Outline whole(int trials, int concurrent) {
        return new Outline(
                List.of(new Bracket(List.of(new Rung(new Extent.Whole(), trials, trials)))),
                concurrent);
    }

    /** How many trials there will be. */
    public int trials() {
        return brackets.stream().mapToInt(Bracket::trials).sum();
    }

    /** Trials that are compared with each other, at ever longer lengths. */
    public record Bracket(List<Rung> rungs) {
        public Bracket {
            rungs = List.copyOf(rungs);
        }

        int trials() {
            return rungs.isEmpty() ? 0 : rungs.getFirst().reaching();
        }
    }

    /** How many trials get so far, and how many of them end there. */
    public record Rung(Extent extent, int reaching, int ending) {}

    /** How far a trial is trained. */
    public sealed interface Extent {
        /** As far as its configuration or its script says. */
        record Whole() implements Extent {}

        /** To this length. */
        record Trained(Length length) implements Extent {}

        /** Until this metric of its validations reaches the value. */
        record Timed(String metric, long value) implements Extent {}
    }

    /** Bracket by bracket, of so many open at once. */
    public static Outline of(List<Outline> parts) {
        return new Outline(
                parts.stream().flatMap(part -> part.brackets.stream()).toList(),
                parts.stream().mapToInt(Outline::concurrent).sum());
    }
}
