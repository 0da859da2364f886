package ai.resolute.master.experiment.submission;

import java.util.Map;

/**
 * The process that submitted an experiment.
 *
 * @param python path of its interpreter
 * @param machine the contents of its /etc/machine-id
 * @param packages version of each package installed there
 */
public record Submitter(
        String python, String machine, String directory, Map<String, String> packages) {}
