package ai.resolute.master.experiment.launch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What workers must know about the cluster.
 *
 * @param url address of the master
 * @param python interpreter for trials that come with none
 * @param harness directory to import {@code determined} from
 * @param machine the contents of /etc/machine-id, where there is one
 */
public record Cluster(
        String url, String id, String python, Path harness, Optional<String> machine) {}
