package ai.resolute.master.trial;

import ai.resolute.master.config.Length;

/**
 * How far the search lets a trial train.
 *
 * @param length in total, counted from the start of its training
 * @param reached whether it has trained so far, has validated there and has a checkpoint of it
 */
public record Goal(Length length, boolean reached) {
    static Goal of(Length length) {
        return new Goal(length, false);
    }

    Goal met() {
        return new Goal(length, true);
    }
}
