package ai.resolute.master.log;

import java.nio.charset.StandardCharsets;

/**
 * Text that any database takes. PostgreSQL has no NUL: a noncharacter, which no text may use,
 * stands for it. Halves of characters become question marks.
 */
final class LogText {
    private static final char NUL_MARK = '\ufdd0';

    private LogText() {}

    static String encode(String text) {
        var whole =
                hasSurrogates(text)
                        ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        : text;
        return whole.replace('\0', NUL_MARK);
    }

    static String decode(String column) {
        return column.replace(NUL_MARK, '\0');
    }

    private static boolean hasSurrogates(String text) {
        return text.chars().anyMatch(unit -> Character.isSurrogate((char) unit));
    }
}
