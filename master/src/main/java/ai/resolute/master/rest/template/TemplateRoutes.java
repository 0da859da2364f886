package ai.resolute.master.rest.template;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.TemplateMessages.PatchTemplateRequest;
import ai.resolute.api.TemplateMessages.SetTemplateRequest;
import ai.resolute.api.TemplateMessages.TemplateRequest;
import ai.resolute.api.TemplateMessages.TemplateResponse;
import ai.resolute.api.TemplateMessages.TemplatesRequest;
import ai.resolute.api.TemplateMessages.TemplatesResponse;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.template.Template;
import ai.resolute.master.template.Templates;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Templates of configurations. */
public final class TemplateRoutes {
    private static final String ONE = "/api/v1/templates/{templateName}";

    private final Templates templates;

    public TemplateRoutes(Services services) {
        templates = services.work().templates();
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/templates", PERSON, "Templates")
                        .answer(TemplatesRequest.class, TemplatesResponse.class, this::list),
                Route.of("GET", ONE, PERSON, "One template")
                        .answer(TemplateRequest.class, TemplateResponse.class, this::get),
                Route.of("POST", ONE, PERSON, "Make a template")
                        .answer(SetTemplateRequest.class, TemplateResponse.class, this::create),
                Route.of("PUT", ONE, PERSON, "Make or replace a template")
                        .answer(SetTemplateRequest.class, TemplateResponse.class, this::put),
                Route.of("PATCH", ONE, PERSON, "Replace the configuration of a template")
                        .answer(PatchTemplateRequest.class, TemplateResponse.class, this::patch),
                Route.of("DELETE", ONE, PERSON, "Remove a template")
                        .answer(TemplateRequest.class, Nothing.class, this::remove));
    }

    private TemplatesResponse list(Asked<TemplatesRequest> asked) {
        var request = asked.message();
        var part = request.name().toLowerCase(Locale.ROOT);
        var order = Comparator.comparing(Template::name, String.CASE_INSENSITIVE_ORDER);
        var page =
                Paging.of(
                        templates.list().stream()
                                .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(part))
                                .sorted(Paging.turned(order, request.orderBy()))
                                .map(TemplateRoutes::message)
                                .toList(),
                        request.offset(),
                        request.limit());
        return new TemplatesResponse(page.part(), page.pagination());
    }

    private TemplateResponse get(Asked<TemplateRequest> asked) {
        return answer(templates.get(asked.message().templateName()));
    }

    private TemplateResponse create(Asked<SetTemplateRequest> asked) {
        var template = template(asked.message().templateName(), asked.message().config());
        templates.create(template);
        return answer(template);
    }

    private TemplateResponse put(Asked<SetTemplateRequest> asked) {
        var template = template(asked.message().templateName(), asked.message().config());
        templates.set(template);
        return answer(template);
    }

    private TemplateResponse patch(Asked<PatchTemplateRequest> asked) {
        var name = asked.message().templateName();
        templates.get(name);
        var config = new LinkedHashMap<String, @Nullable Object>(asked.message().config());
        config.remove("templateName");
        var template = template(name, config);
        templates.replace(template);
        return answer(template);
    }

    private Nothing remove(Asked<TemplateRequest> asked) {
        templates.remove(asked.message().templateName());
        return new Nothing();
    }

    private static Template template(String name, Map<String, @Nullable Object> config) {
        return new Template(name, new JsonTree(config));
    }

    private static TemplateResponse answer(Template template) {
        return new TemplateResponse(message(template));
    }

    private static ai.resolute.api.TemplateMessages.Template message(Template template) {
        return new ai.resolute.api.TemplateMessages.Template(
                template.name(), template.config().root(), Places.ONLY);
    }
}
