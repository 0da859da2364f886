package ai.resolute.cli.output;

import ai.resolute.api.client.RunState;

/** Colours of a terminal, or none. */
public record Style(boolean colours) {
    /** Ranges of characters that take two columns. */
    private static final int[][] WIDE = {
        {0x1100, 0x115f},
        {0x2e80, 0xa4cf},
        {0xac00, 0xd7a3},
        {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},
        {0xff00, 0xff60},
        {0x1f300, 0x1faff}
    };

    public static final Style PLAIN = new Style(false);

    public String bold(String text) {
        return paint("1", text);
    }

    public String dim(String text) {
        return paint("2", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String accent(String text) {
        return paint("36", text);
    }

    /** The word of a state with a dot of its colour; the word alone where there are no colours. */
    public String state(RunState state) {
        return colours ? paint(colour(state), "●") + " " + state : state.toString();
    }

    public String state(RunState state, boolean stoppedEarly) {
        if (!stoppedEarly) {
            return state(state);
        }
        return colours ? paint("36", "●") + " STOPPED_EARLY" : "STOPPED_EARLY";
    }

    private static String colour(RunState state) {
        return switch (state) {
            case QUEUED, UNKNOWN -> "37";
            case STARTING -> "33";
            case RUNNING -> "34";
            case PAUSED, STOPPING, DELETING -> "35";
            case COMPLETED -> "32";
            case CANCELED -> "90";
            case FAILED, DELETE_FAILED -> "31";
        };
    }

    private String paint(String code, String text) {
        return colours && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    /** How many columns a text takes, colours not counted. */
    public static int width(String text) {
        var width = 0;
        for (var at = 0; at < text.length(); ) {
            if (text.charAt(at) == '\033') {
                at = text.indexOf('m', at) + 1;
                continue;
            }
            var point = text.codePointAt(at);
            at += Character.charCount(point);
            width += columns(point);
        }
        return width;
    }

    /** The text in at most so many columns, ending in an ellipsis when it was cut. */
    public static String fit(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var cut = new StringBuilder();
        var left = columns - 1;
        var painted = false;
        for (var at = 0; at < text.length(); ) {
            if (text.charAt(at) == '\033') {
                var end = text.indexOf('m', at) + 1;
                cut.append(text, at, end);
                painted = true;
                at = end;
                continue;
            }
            var point = text.codePointAt(at);
            left -= columns(point);
            if (left < 0) {
                break;
            }
            cut.appendCodePoint(point);
            at += Character.charCount(point);
        }
        return cut.append('…').append(painted ? "\033[0m" : "").toString();
    }

    private static int columns(int point) {
        if (point < 0x300) {
            return 1;
        }
        var type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
            return 0;
        }
        for (var range : WIDE) {
            if (point >= range[0] && point <= range[1]) {
                return 2;
            }
        }
        return 1;
    }
}
