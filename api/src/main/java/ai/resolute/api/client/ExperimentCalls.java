package ai.resolute.api.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls about experiments. */
public record ExperimentCalls(MasterClient client) {
    private static final String ALL = "/api/v1/experiments";
    private static final int PAGE = 200;

    public ExperimentView get(long id) {
        return ExperimentView.ofAnswer(client.get(ALL + "/" + id));
    }

    /** The answer as it came: with experiment, config, plan and warnings. */
    public JsonView create(Map<String, ?> request) {
        return client.post(ALL, request);
    }

    /** Newest first, at most {@code limit}; the query narrows it further. */
    public List<ExperimentView> list(String query, int limit) {
        var found = new ArrayList<ExperimentView>();
        while (found.size() < limit) {
            var page =
                    client.get(
                            ALL
                                    + "?limit="
                                    + Math.min(PAGE, limit - found.size())
                                    + "&offset="
                                    + found.size()
                                    + "&sortBy=SORT_BY_ID&orderBy=ORDER_BY_DESC"
                                    + query);
            page.views("experiments").forEach(each -> found.add(ExperimentView.ofListed(each)));
            if (page.views("experiments").isEmpty()
                    || found.size() >= page.view("pagination").whole("total")) {
                break;
            }
        }
        return found;
    }

    /** pause, activate, cancel, kill, archive or unarchive. */
    public void change(long id, String verb) {
        client.post(ALL + "/" + id + "/" + verb, Map.of());
    }

    /** Changes these members of an experiment, and leaves the others. */
    public void patch(long id, Map<String, ?> changes) {
        client.patch(ALL + "/" + id, changes);
    }

    public List<TrialView> trials(long id) {
        return client
                .get(ALL + "/" + id + "/trials?limit=0&sortBy=SORT_BY_ID&orderBy=ORDER_BY_ASC")
                .views("trials")
                .stream()
                .map(TrialView::new)
                .toList();
    }

    public List<CheckpointView> checkpoints(long id, String query) {
        return client
                .get(ALL + "/" + id + "/checkpoints?limit=0" + query)
                .views("checkpoints")
                .stream()
                .map(CheckpointView::new)
                .toList();
    }

    /** The context directory as it was submitted, a gzipped tar. */
    public byte[] context(long id) {
        return java.util.Base64.getDecoder()
                .decode(client.get(ALL + "/" + id + "/model_def").text("b64Tgz"));
    }
}
