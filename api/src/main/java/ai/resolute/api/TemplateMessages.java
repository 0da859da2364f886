package ai.resolute.api;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.wire.Whole;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations that experiments may be laid over. */
public final class TemplateMessages {
    private TemplateMessages() {}

    /** A named part of a configuration. */
    public record Template(String name, Map<String, @Nullable Object> config, int workspaceId) {}

    /** What templates may be sorted by. */
    public enum TemplateSortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_NAME
    }

    /** Which templates; {@code name} is a part of the name. */
    public record TemplatesRequest(
            TemplateSortBy sortBy, OrderBy orderBy, int offset, int limit, String name) {}

    /** Some templates. */
    public record TemplatesResponse(List<Template> templates, Pagination pagination) {}

    /** Names a template in the path. */
    public record TemplateRequest(String templateName) {}

    /** A template that is made or replaced. */
    public record SetTemplateRequest(
            String templateName, Map<String, @Nullable Object> config, int workspaceId) {}

    /** A template that is replaced: the body is its configuration. */
    public record PatchTemplateRequest(
            String templateName, @Whole Map<String, @Nullable Object> config) {}

    /** One template. */
    public record TemplateResponse(Template template) {}
}
