package ai.resolute.master.backup;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.store.snapshot.Snapshots.Contents;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backup says of itself.
 *
 * @param version of the program that made it
 * @param kind of the database that its copy is of
 * @param schema number of the copy's last migration
 * @param copy what else is in the file
 */
public record Manifest(
        String version,
        Instant taken,
        String kind,
        int schema,
        long experiments,
        long trials,
        Copy copy) {
    /** The form of the file; another one is for another program to read. */
    static final int FORMAT = 1;

    /** Length and digest of the copy of the database. */
    public record Copy(long bytes, String sha256) {}

    static Manifest of(String version, Instant taken, String kind, Contents contents, Copy copy) {
        return new Manifest(
                version,
                taken,
                kind,
                contents.schema(),
                contents.experiments(),
                contents.trials(),
                copy);
    }

    /** For people and programs, in the order of interest. */
    public Map<String, @Nullable Object> tree() {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("format", FORMAT);
        tree.put("version", version);
        tree.put("taken", taken.toString());
        tree.put("kind", kind);
        tree.put("schema", schema);
        tree.put("experiments", experiments);
        tree.put("trials", trials);
        tree.put("bytes", copy.bytes());
        tree.put("sha256", copy.sha256());
        return tree;
    }

    static Manifest read(String json) {
        try {
            var tree = JsonTree.read(json).root();
            if (whole(tree, "format") != FORMAT) {
                throw new InvalidRequest(
                        "backup_newer",
                        "the backup is of form %d, and this version of Resolute (which reads form %d) does not know it. Restore it with the version that made it, or a newer one."
                                .formatted(whole(tree, "format"), FORMAT));
            }
            return new Manifest(
                    text(tree, "version"),
                    Instant.parse(text(tree, "taken")),
                    text(tree, "kind"),
                    (int) whole(tree, "schema"),
                    whole(tree, "experiments"),
                    whole(tree, "trials"),
                    new Copy(whole(tree, "bytes"), text(tree, "sha256")));
        } catch (InvalidRequest said) {
            throw said;
        } catch (RuntimeException torn) {
            throw new InvalidRequest(
                    "backup_damaged",
                    "the backup's own description cannot be read: %s. Take another backup; nothing was changed."
                            .formatted(torn.getMessage()));
        }
    }

    private static String text(Map<String, @Nullable Object> tree, String name) {
        if (tree.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static long whole(Map<String, @Nullable Object> tree, String name) {
        if (tree.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}
