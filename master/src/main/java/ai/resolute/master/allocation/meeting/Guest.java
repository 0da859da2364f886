package ai.resolute.master.allocation.meeting;

/**
 * Who comes to a meeting.
 *
 * @param name the same when it comes again, as one does whose connection broke
 * @param brings what all others are to know
 */
public record Guest<T>(String name, T brings) {}
