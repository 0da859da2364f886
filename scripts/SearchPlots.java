import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.search.simulation.SearchSimulation;
import ai.resolute.master.search.simulation.SearchSimulation.Mark;
import ai.resolute.master.search.simulation.SearchSimulation.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws docs/images/search-*.svg: every search method on one made-up surface, by the simulation.
 * A line is a trial; it ends where its training ends, and the best one is drawn in colour.
 */
final class SearchPlots {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 44;
    private static final int BOTTOM = 30;
    private static final int LONGEST = 81;
    private static final int WORKERS = 8;

    /** Name of the picture, and the searcher in it. */
    private static final Map<String, String> SEARCHES = new LinkedHashMap<>();

    static {
        SEARCHES.put("single", "{name: single, metric: loss}");
        SEARCHES.put("random", "{name: random, metric: loss, max_trials: 27, max_concurrent_trials: 8}");
        SEARCHES.put("grid", "{name: grid, metric: loss, max_concurrent_trials: 8}");
        SEARCHES.put("async-halving-stopping", "{name: async_halving, metric: loss, max_trials: 81, num_rungs: 5, divisor: 3, time_metric: epochs, max_time: 81, max_concurrent_trials: 8}");
        SEARCHES.put("async-halving-promoting", "{name: async_halving, metric: loss, max_trials: 81, num_rungs: 5, divisor: 3, target_trial_steps: 81, max_concurrent_trials: 8}");
        SEARCHES.put("adaptive-asha-promoting", "{name: adaptive_asha, metric: loss, max_trials: 81, divisor: 3, target_trial_steps: 81, max_concurrent_trials: 8}");
        SEARCHES.put("adaptive-asha-stopping", "{name: adaptive_asha, metric: loss, max_trials: 81, divisor: 3, time_metric: epochs, max_time: 81, max_concurrent_trials: 8}");
        SEARCHES.put("sync-halving", "{name: sync_halving, metric: loss, num_rungs: 4, divisor: 3, target_trial_steps: 81, step_budget: 500}");
        SEARCHES.put("adaptive", "{name: adaptive, metric: loss, divisor: 3, max_rungs: 4, target_trial_steps: 81, step_budget: 900}");
        SEARCHES.put("adaptive-simple", "{name: adaptive_simple, metric: loss, divisor: 3, max_rungs: 4, max_steps: 81, max_trials: 48}");
        SEARCHES.put("pbt", "{name: pbt, metric: loss, population_size: 10, num_rounds: 9, steps_per_round: 9, replace_function: {truncate_fraction: 0.3}, explore_function: {resample_probability: 0.1, perturb_factor: 0.2}}");
        SEARCHES.put("tpe", "{name: tpe, metric: loss, max_trials: 27, max_concurrent_trials: 2, startup_trials: 8}");
        SEARCHES.put("tpe-stopping", "{name: tpe, metric: loss, max_trials: 54, max_concurrent_trials: 4, startup_trials: 8, time_metric: epochs, max_time: 81, num_rungs: 4, divisor: 3}");
        SEARCHES.put("median-stopping", "{name: median_stopping, metric: loss, max_trials: 54, max_concurrent_trials: 8, time_metric: epochs, min_time: 4}");
    }

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        for (var search : SEARCHES.entrySet()) {
            var file = folder.resolve("search-" + search.getKey() + ".svg");
            Files.writeString(file, picture(search.getKey(), simulate(search.getValue())));
            System.out.println(file);
        }
    }

    private static SearchSimulation.Outcome simulate(String searcher) {
        var space =
                "hyperparameters: {lr: {type: log, base: 10, minval: -5, maxval: 0, count: 6},"
                        + " momentum: {type: double, minval: 0, maxval: 1, count: 5}}";
        var config =
                ExperimentConfigs.parse(
                        "entrypoint: train.py\nscheduling_unit: 1\nsearcher: " + searcher + "\n" + space,
                        new ConfigDefaults(Path.of("/"), 1, 0, "plot"));
        var method = SearchMethods.of(config.searcher(), config.hyperparameters());
        return SearchSimulation.run(
                method,
                11,
                WORKERS,
                (trial, epoch) ->
                        new Moment.Reports(
                                epoch / (double) LONGEST,
                                Map.of("loss", loss(trial.hyperparameters(), epoch), "epochs", (double) epoch)));
    }

    private static double loss(Map<String, ?> point, long epoch) {
        var rate = Math.log10(((Number) point.get("lr")).doubleValue()) + 2.2;
        var momentum = ((Number) point.get("momentum")).doubleValue();
        var end = Math.min(1, 0.08 + 0.09 * rate * rate + 0.3 * Math.pow(momentum - 0.8, 2));
        return end + (1 - end) * Math.exp(-0.25 * Math.exp(-0.3 * Math.abs(rate)) * epoch);
    }

    private static String picture(String name, SearchSimulation.Outcome outcome) {
        var lines = new ArrayList<List<Mark>>();
        outcome.trials().forEach(_ -> lines.add(new ArrayList<>()));
        outcome.marks().forEach(mark -> lines.get(mark.trial()).add(mark));
        lines.removeIf(List::isEmpty);
        lines.sort((a, b) -> Double.compare(last(b), last(a)));
        var svg = new StringBuilder();
        svg.append(("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">\n")
                .formatted(WIDTH, HEIGHT));
        svg.append("<title>").append(name).append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        axes(svg);
        for (int i = 0; i < lines.size(); i++) {
            line(svg, lines.get(i), i == lines.size() - 1);
        }
        svg.append("<text x=\"%d\" y=\"14\" text-anchor=\"end\" fill=\"#444\">%d trials, %d epochs, best loss %s</text>\n"
                .formatted(WIDTH - 8, lines.size(), outcome.units(), number(last(lines.getLast()))));
        return svg.append("</svg>\n").toString();
    }

    private static double last(List<Mark> marks) {
        return loss(marks.getLast());
    }

    private static double loss(Mark mark) {
        return mark.metrics().get("loss");
    }

    private static void axes(StringBuilder svg) {
        svg.append("<path d=\"M%d 20V%dH%d\" fill=\"none\" stroke=\"#888\"/>\n".formatted(LEFT, HEIGHT - BOTTOM, WIDTH - 8));
        for (int epochs : new int[] {0, 9, 27, 54, 81}) {
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">%d</text>\n"
                    .formatted(number(x(epochs)), HEIGHT - 14, epochs));
        }
        for (var loss : new double[] {0, 0.5, 1}) {
            svg.append("<text x=\"%d\" y=\"%s\" text-anchor=\"end\" fill=\"#444\">%s</text>\n"
                    .formatted(LEFT - 6, number(y(loss) + 4), number(loss)));
        }
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#444\">epochs of a trial</text>\n".formatted(WIDTH - 8, HEIGHT - 2));
        svg.append("<text x=\"4\" y=\"14\" fill=\"#444\">loss</text>\n");
    }

    private static void line(StringBuilder svg, List<Mark> marks, boolean best) {
        var colour = best ? "#0b66c3" : "#9aa4b0";
        var points = new StringBuilder(number(x(0)) + "," + number(y(1)));
        marks.forEach(mark -> points.append(' ').append(number(x(mark.units()))).append(',').append(number(y(loss(mark)))));
        svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" opacity=\"%s\"/>\n"
                .formatted(points, colour, best ? "2" : "1", best ? "1" : "0.6"));
        svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>\n"
                .formatted(number(x(marks.getLast().units())), number(y(last(marks))), best ? "3.5" : "2", colour));
    }

    private static double x(double epochs) {
        return LEFT + epochs / LONGEST * (WIDTH - LEFT - 16);
    }

    private static double y(double loss) {
        return HEIGHT - BOTTOM - loss * (HEIGHT - BOTTOM - 24);
    }

    private static String number(double value) {
        var text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
