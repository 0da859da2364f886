package ai.resolute.cli.user;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Login;
import ai.resolute.cli.session.Surroundings;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A password that is to be set: given, or asked for twice, or the first line of the input. */
final class NewPassword {
    private static final int SHORTEST = 8;

    private final Argument<Optional<String>> given =
            Argument.option(
                    "--password",
                    "TEXT",
                    "the new password; better: be asked, or give it on standard input",
                    Kind.TEXT);

    Argument<?> argument() {
        return given;
    }

    /** As requests have it. */
    Map<String, Object> members(Surroundings around, String user) {
        var password = given.value().orElseGet(() -> ask(around, user));
        if (password.length() < SHORTEST
                || password.chars().noneMatch(Character::isUpperCase)
                || password.chars().noneMatch(Character::isLowerCase)
                || password.chars().noneMatch(Character::isDigit)) {
            throw Failure.usage(
                    "This password of " + user + " is easy to guess.",
                    "it must have at least "
                            + SHORTEST
                            + " characters, a capital, a small letter and a digit",
                    "choose another one");
        }
        return Map.of("password", Login.hashed(password), "isHashed", true);
    }

    private static String ask(Surroundings around, String user) {
        Console console = around.terminal().in() ? System.console() : null;
        if (console == null) {
            return line(around);
        }
        var once = console.readPassword("New password of %s: ", user);
        var twice = console.readPassword("And again: ");
        if (once == null || twice == null || !Arrays.equals(once, twice)) {
            throw Failure.usage(
                    "The password of " + user + " was not set.",
                    "the two that you typed differ",
                    "type the same twice");
        }
        return new String(once);
    }

    private static String line(Surroundings around) {
        try {
            var line =
                    new BufferedReader(new InputStreamReader(around.in(), StandardCharsets.UTF_8))
                            .readLine();
            return line == null ? "" : line;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
