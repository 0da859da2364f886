package ai.resolute.master;

import java.util.List;
import java.util.stream.Stream;

/** The same on PostgreSQL, with one search of each way to end trials. */
class EngineWalkIT extends EngineWalkTest {
    private static final List<String> ONES =
            List.of(
                    "name: random",
                    "async_halving, metric: val_loss, num_rungs: 3, target",
                    "smaller",
                    "pbt");

    static Stream<String> searches() {
        return EngineWalkTest.searches().filter(search -> ONES.stream().anyMatch(search::contains));
    }
}
