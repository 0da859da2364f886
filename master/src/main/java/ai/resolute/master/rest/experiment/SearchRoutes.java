package ai.resolute.master.rest.experiment;

import static ai.resolute.master.rest.table.Permission.OPEN;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.SearchMessages.Bracket;
import ai.resolute.api.SearchMessages.Cost;
import ai.resolute.api.SearchMessages.PreviewRequest;
import ai.resolute.api.SearchMessages.PreviewResponse;
import ai.resolute.api.SearchMessages.Rung;
import ai.resolute.api.SearchMessages.SearchUnit;
import ai.resolute.api.SearchMessages.Summary;
import ai.resolute.api.SearchMessages.TrialCount;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.simulation.Preview;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Configurations before anything runs: what they may be, and what their search would do. */
public final class SearchRoutes {
    private static final String SCHEMA = "application/schema+json";

    private final Services services;

    public SearchRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "POST",
                                "/api/v1/preview-hp-search",
                                SIGNED_IN,
                                "What a configuration's search would do")
                        .answer(PreviewRequest.class, PreviewResponse.class, this::preview),
                Route.of(
                                "GET",
                                "/schemas/experiment.json",
                                OPEN,
                                "What a configuration may be, as a JSON Schema (ours)")
                        .raw(
                                Nothing.class,
                                List.of(SCHEMA),
                                (_, _, response) -> {
                                    response.header(HeaderNames.CONTENT_TYPE, SCHEMA);
                                    response.send(
                                            ExperimentConfigs.schema()
                                                    .toJson()
                                                    .getBytes(StandardCharsets.UTF_8));
                                }));
    }

    private PreviewResponse preview(Asked<PreviewRequest> asked) {
        var request = asked.message();
        request.secondsPerUnit()
                .ifPresent(seconds -> requireAbove(seconds > 0, "secondsPerUnit", seconds));
        request.slots().ifPresent(count -> requireAbove(count > 0, "slots", count));
        var text = new JsonTree(runnable(request.config())).toJson();
        var config = services.work().experiments().read(text);
        var preview = Preview.of(config);
        var slots = request.slots().orElseGet(() -> services.cluster().slots().get().size());
        var cost =
                request.secondsPerUnit()
                        .flatMap(seconds -> preview.cost(seconds, slots))
                        .map(found -> new Cost(found.hours(), found.slotHours()));
        return new PreviewResponse(
                new Summary(
                        config.tree().root(),
                        preview.rows().stream()
                                .map(row -> new TrialCount(row.trials(), unit(row.extent())))
                                .toList(),
                        preview.outline().concurrent(),
                        preview.outline().brackets().stream().map(SearchRoutes::bracket).toList(),
                        cost));
    }

    private static void requireAbove(boolean holds, String what, Number given) {
        if (!holds) {
            throw new InvalidRequest(
                    "invalid_preview",
                    "%s is %s, from which no cost follows. Give a number above 0, or leave it out."
                            .formatted(what, given));
        }
    }

    /** A search can be foretold before there is a script. */
    private static Map<String, @Nullable Object> runnable(Map<String, @Nullable Object> config) {
        var copy = new LinkedHashMap<String, @Nullable Object>(config);
        if (copy.get("internal") == null && copy.get("entrypoint") == null) {
            copy.put("entrypoint", "train.py");
        }
        return copy;
    }

    private static Bracket bracket(Outline.Bracket bracket) {
        return new Bracket(
                bracket.rungs().stream()
                        .map(rung -> new Rung(rung.reaching(), unit(rung.extent())))
                        .toList());
    }

    private static SearchUnit unit(Outline.Extent extent) {
        return switch (extent) {
            case Outline.Extent.Whole _ -> new SearchUnit(Optional.empty(), Optional.empty(), true);
            case Outline.Extent.Trained(var length) -> unit(length.unit().word(), length.count());
            case Outline.Extent.Timed(var metric, var value) -> unit(metric, value);
        };
    }

    private static SearchUnit unit(String name, long value) {
        var narrow = (int) Math.min(value, Integer.MAX_VALUE);
        return new SearchUnit(Optional.of(name), Optional.of(narrow), false);
    }
}
