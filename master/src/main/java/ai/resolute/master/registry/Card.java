package ai.resolute.master.registry;

import java.util.List;
import java.util.Map;

/**
 * What people write about a model or a version.
 *
 * @param description one line; of a version its comment
 * @param metadata JSON values by name
 */
public record Card(
        String name,
        String description,
        String notes,
        List<String> labels,
        Map<String, Object> metadata) {
    public Card {
        labels = List.copyOf(labels);
    }
}
