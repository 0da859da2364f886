package ai.resolute.master.store;

import ai.resolute.api.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A migration that was released.
 *
 * @param file its name
 * @param sha256 its digest then
 */
public record Released(String file, String sha256) {
    /** All of them, as {@code scripts/schema-dump} noted them. */
    public static List<Released> all() {
        return text("/schema/released.txt")
                .lines()
                .map(line -> line.split(" "))
                .map(words -> new Released(words[0], words[1]))
                .toList();
    }

    /** INSERTs of all rows that a master of that schema left. */
    public static String rows(int schema) {
        return text("/schema/V" + schema + ".sql");
    }

    /** What that master answered, by path; nothing of one that knew no experiments. */
    public static Map<String, Object> answers(int schema) {
        var told = new LinkedHashMap<String, Object>();
        if (Released.class.getResource("/schema/V" + schema + ".json") != null) {
            ((Map<?, ?>) Wire.parse(text("/schema/V" + schema + ".json")))
                    .forEach((path, answer) -> told.put(String.valueOf(path), answer));
        }
        return told;
    }

    public int version() {
        return Integer.parseInt(file.substring(1, file.indexOf("__")));
    }

    static String text(String resource) {
        try (var in = Released.class.getResourceAsStream(resource)) {
            return new String(
                    java.util.Objects.requireNonNull(in, resource).readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
