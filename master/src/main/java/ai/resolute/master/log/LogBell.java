package ai.resolute.master.log;

import ai.resolute.master.id.TaskId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Wakes those who wait for lines of a task. */
final class LogBell {
    private final Map<TaskId, Set<Semaphore>> waiting = new ConcurrentHashMap<>();

    void add(TaskId task, Semaphore follower) {
        waiting.compute(
                task,
                (_, followers) -> {
                    var all =
                            followers == null
                                    ? ConcurrentHashMap.<Semaphore>newKeySet()
                                    : followers;
                    all.add(follower);
                    return all;
                });
    }

    void remove(TaskId task, Semaphore follower) {
        waiting.computeIfPresent(
                task,
                (_, followers) -> {
                    followers.remove(follower);
                    return followers.isEmpty() ? null : followers;
                });
    }

    void ring(TaskId task) {
        waiting.getOrDefault(task, Set.of()).forEach(Semaphore::release);
    }
}
