package ai.resolute.master.user;

import java.util.random.RandomGenerator;

/** Passwords for first use: 20 letters and digits that are not mistaken for each other. */
final class RandomPassword {
    private static final String LETTERS =
            "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int LENGTH = 20;

    private RandomPassword() {}

    /** Draws until there is a capital, a small letter and a digit, as clients want it. */
    static String draw(RandomGenerator random) {
        while (true) {
            var password = new StringBuilder();
            for (var i = 0; i < LENGTH; i++) {
                password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            var drawn = password.toString();
            if (drawn.matches(".*[A-Z].*")
                    && drawn.matches(".*[a-z].*")
                    && drawn.matches(".*[2-9].*")) {
                return drawn;
            }
        }
    }
}
