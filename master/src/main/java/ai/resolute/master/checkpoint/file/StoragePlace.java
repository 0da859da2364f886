package ai.resolute.master.checkpoint.file;

import ai.resolute.master.config.JsonTree;
import java.util.Optional;

/**
 * A storage, and who can reach it.
 *
 * @param section what the configuration says of it
 * @param python the interpreter of those who wrote there, which has the library that it takes
 */
public record StoragePlace(JsonTree section, Optional<String> python) {}
