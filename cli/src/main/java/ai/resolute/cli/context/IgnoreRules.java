package ai.resolute.cli.context;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Patterns with the meaning they have in a .gitignore file: the last one that matches decides. */
final class IgnoreRules {
    /** Never sent, whatever the directory says. */
    private static final List<String> ALWAYS = List.of("__pycache__/", "*.py[co]", "*$py.class");

    private record Rule(Pattern path, boolean keep, boolean directoriesOnly) {}

    private final List<Rule> rules = new ArrayList<>();

    private IgnoreRules(List<String> lines) {
        lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::add);
    }

    static IgnoreRules of(List<String> lines) {
        var all = new ArrayList<>(ALWAYS);
        all.addAll(lines);
        return new IgnoreRules(all);
    }

    /**
     * Whether a path is left out by itself; a walk does not enter directories that are.
     *
     * @param path relative to the root, with slashes, without one at its end
     */
    boolean ignores(String path, boolean directory) {
        for (var rule : rules.reversed()) {
            if ((directory || !rule.directoriesOnly) && rule.path.matcher(path).matches()) {
                return !rule.keep;
            }
        }
        return false;
    }

    private void add(String line) {
        var pattern = trimmed(line);
        var keep = pattern.startsWith("!");
        pattern = keep ? pattern.substring(1) : pattern;
        var directoriesOnly = pattern.endsWith("/");
        pattern = directoriesOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
        var anchored = pattern.contains("/");
        pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        if (!pattern.isEmpty()) {
            var regex = (anchored ? "" : "(?:.*/)?") + regex(pattern);
            rules.add(new Rule(Pattern.compile(regex, Pattern.DOTALL), keep, directoriesOnly));
        }
    }

    /** Blanks at the end do not count unless a backslash stands before the last. */
    private static String trimmed(String line) {
        var end = line.length();
        while (end > 0
                && line.charAt(end - 1) == ' '
                && !(end > 1 && line.charAt(end - 2) == '\\')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder();
        for (var at = 0; at < pattern.length(); ) {
            at += piece(pattern, at, regex);
        }
        return regex.toString();
    }

    /** Appends what one piece of the pattern means and returns its length. */
    private static int piece(String pattern, int at, StringBuilder regex) {
        var rest = pattern.substring(at);
        if (rest.startsWith("**/") && isAtStart(pattern, at)) {
            regex.append("(?:.*/)?");
            return 3;
        }
        if (rest.equals("**") && isAtStart(pattern, at)) {
            regex.append(".*");
            return 2;
        }
        return switch (rest.charAt(0)) {
            case '*' -> {
                regex.append("[^/]*");
                yield 1;
            }
            case '?' -> {
                regex.append("[^/]");
                yield 1;
            }
            case '[' -> set(rest, regex);
            case '\\' -> {
                var end = Math.min(2, rest.length());
                regex.append(Pattern.quote(rest.substring(end - 1, end)));
                yield end;
            }
            default -> {
                regex.append(Pattern.quote(rest.substring(0, 1)));
                yield 1;
            }
        };
    }

    private static boolean isAtStart(String pattern, int at) {
        return at == 0 || pattern.charAt(at - 1) == '/';
    }

    private static int set(String rest, StringBuilder regex) {
        var end = rest.indexOf(']', rest.startsWith("[!") || rest.startsWith("[^") ? 3 : 2);
        if (end < 0) {
            regex.append("\\[");
            return 1;
        }
        var inside = rest.substring(1, end);
        var not = inside.startsWith("!") || inside.startsWith("^");
        inside =
                (not ? inside.substring(1) : inside)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
        regex.append(not ? "[^/" : "[").append(inside).append(']');
        return end + 1;
    }
}
