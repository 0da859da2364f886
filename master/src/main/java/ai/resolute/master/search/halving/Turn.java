package ai.resolute.master.search.halving;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.halving.Roll.Member;
import ai.resolute.master.search.space.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The trials of a bracket while one event is answered, and the answer. */
final class Turn {
    private final Map<RequestId, Member> open;
    private final List<SearchAction> actions = new ArrayList<>();
    private int created;
    private int errored;

    Turn(Roll roll) {
        open = new LinkedHashMap<>(roll.open());
        created = roll.created();
        errored = roll.errored();
    }

    RequestId create(Hyperparameters space, SearchRandom random) {
        var create = Draw.trial(space, random);
        created++;
        open.put(create.trial(), new Member(0, false));
        actions.add(create);
        return create.trial();
    }

    int created() {
        return created;
    }

    /** Whether no trial is open. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    boolean failed() {
        return errored >= created;
    }

    /** A trial of which the search wants something yet. */
    Optional<Member> staying(RequestId trial) {
        return Optional.ofNullable(open.get(trial)).filter(member -> !member.leaving());
    }

    void move(RequestId trial, int rung) {
        open.put(trial, new Member(rung, false));
    }

    void act(SearchAction action) {
        actions.add(action);
    }

    void close(RequestId trial) {
        leave(trial, new SearchAction.Close(trial));
    }

    void stop(RequestId trial) {
        leave(trial, new SearchAction.Stop(trial));
    }

    private void leave(RequestId trial, SearchAction action) {
        staying(trial)
                .ifPresent(member -> {
                    open.put(trial, new Member(member.rung(), true));
                    actions.add(action);
                });
    }

    /** The trial is over; answers what it was if the search had not asked for that. */
    Optional<Member> ended(RequestId trial) {
        var member = staying(trial);
        open.remove(trial);
        return member;
    }

    /** As {@link #ended}, for a trial that ended before its time. */
    Optional<Member> exited(RequestId trial, ExitReason reason) {
        if (open.containsKey(trial) && reason.failed()) {
            errored++;
        }
        return ended(trial);
    }

    Roll roll() {
        return new Roll(open, created, errored);
    }

    List<SearchAction> actions() {
        return actions;
    }
}
