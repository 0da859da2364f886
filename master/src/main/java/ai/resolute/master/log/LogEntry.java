package ai.resolute.master.log;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import java.util.Optional;

/** A line as it is kept. Numbers count from 1 in each task, in the order of their commits. */
public record LogEntry(TaskId task, long id, Optional<AllocationId> allocation, LogLine line) {}
