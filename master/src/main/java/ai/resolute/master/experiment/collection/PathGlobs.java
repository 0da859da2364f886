package ai.resolute.master.experiment.collection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which files of a checkpoint patterns name: {@code *} within a name, {@code **} across them. */
final class PathGlobs {
    /** Ours, of no use without the others. */
    private static final Set<String> OURS = Set.of("metadata.json", "digests.json");

    private final List<Pattern> patterns;

    /** None name everything. */
    PathGlobs(List<String> globs) {
        patterns = globs.stream().map(PathGlobs::pattern).toList();
    }

    /** What stays of these files; nothing where no file of the person's own does. */
    Map<String, Long> left(Map<String, Long> resources) {
        var left = new LinkedHashMap<String, Long>();
        resources.forEach((path, size) -> {
            if (OURS.contains(path) || !named(path)) {
                left.put(path, size);
            }
        });
        left.keySet().removeIf(path -> path.endsWith("/") && !holdsFile(path, left));
        return OURS.containsAll(left.keySet()) ? Map.of() : left;
    }

    private boolean named(String path) {
        return patterns.isEmpty()
                || (!path.endsWith("/")
                        && patterns.stream().anyMatch(one -> one.matcher(path).matches()));
    }

    private static boolean holdsFile(String directory, Map<String, Long> left) {
        return left.keySet().stream()
                .anyMatch(path -> path.startsWith(directory) && !path.endsWith("/"));
    }

    private static Pattern pattern(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            if (glob.startsWith("**/", i)) {
                regex.append("(.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                regex.append(
                        switch (glob.charAt(i)) {
                            case '*' -> "[^/]*";
                            case '?' -> "[^/]";
                            default -> Pattern.quote(glob.substring(i, i + 1));
                        });
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
