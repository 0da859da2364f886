package ai.resolute.master.config.shape;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which characters a document may have, wherever they stand. */
public final class Characters {
    private static final String RULE = "which has the character 0 or half of a character.";
    private static final String TODO = "Leave it out.";

    private Characters() {}

    /** Not every database keeps the character 0, and not every reader of JSON takes halves. */
    public static void check(@Nullable Object value, Place place) {
        switch (value) {
            case String text when isOdd(text) -> {
                if (place.isSound()) {
                    place.fault("is %s, %s".formatted(Shapes.shown(text), RULE), TODO);
                }
            }
            case Map<?, ?> map -> map.forEach((key, inner) -> checkEntry(key, inner, place));
            case List<?> items -> {
                for (int i = 0; i < items.size(); i++) {
                    check(items.get(i), place.at(i));
                }
            }
            case null, default -> {}
        }
    }

    private static void checkEntry(Object key, @Nullable Object inner, Place place) {
        if (isOdd(key.toString())) {
            place.fault("has the key %s, %s".formatted(Shapes.shown(key), RULE), TODO);
        } else {
            check(inner, place.at(key.toString()));
        }
    }

    private static boolean isOdd(String text) {
        return text.codePoints()
                .anyMatch(each -> each == 0 || Character.getType(each) == Character.SURROGATE);
    }
}
