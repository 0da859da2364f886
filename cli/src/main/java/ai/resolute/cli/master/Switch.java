package ai.resolute.cli.master;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Lets slots take work, or no more. */
sealed interface Switch {
    String verb();

    String done();

    List<Argument<?>> arguments();

    /** What is sent along. */
    Map<String, Object> body();

    default void turn(Session session, String path) {
        session.client().post(path + "/" + verb(), body());
    }

    /** The path of a machine. */
    static String agent(String name) {
        return "/api/v1/agents/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** It takes work again. */
    record On() implements Switch {
        @Override
        public String verb() {
            return "enable";
        }

        @Override
        public String done() {
            return "Enabled";
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of();
        }

        @Override
        public Map<String, Object> body() {
            return Map.of();
        }
    }

    /** It takes no more work. */
    record Off(Argument<Boolean> drain) implements Switch {
        Off() {
            this(Argument.flag("--drain", "let what runs there go on to its end"));
        }

        @Override
        public String verb() {
            return "disable";
        }

        @Override
        public String done() {
            return drain.value() ? "Draining" : "Disabled";
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(drain);
        }

        @Override
        public Map<String, Object> body() {
            return Map.of("drain", drain.value());
        }
    }
}
