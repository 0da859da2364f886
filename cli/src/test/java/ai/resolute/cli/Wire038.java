package ai.resolute.cli;

/** Messages in the form of a 0.38.1 master, with the fields of ours. */
final class Wire038 {
    private Wire038() {}

    static String experiment(String state, String more) {
        return """
        {"id":1,"state":"%s","name":"first light","archived":false,"jobId":"j","numTrials":3,"projectId":1,\
        "projectOwnerId":1,"searcherType":"\\"random\\"","startTime":"2026-01-31T12:00:00.123456Z","endTime":null,\
        "username":"determined","progress":0.5,"bestTrialId":2,"bestTrialSearcherMetric":0.875%s}\
        """
                .formatted(state, more);
    }

    static String answer(String state, String more) {
        return """
        {"experiment":%s,"jobSummary":null,"config":{"name":"first light","searcher":{"name":"random",\
        "metric":"val_accuracy","smaller_is_better":false,"max_trials":3},"max_restarts":5,"labels":[],"description":null},\
        "plan":{"trials":3,"concurrent":2,"slots":2}}\
        """
                .formatted(experiment(state, more));
    }

    static String trial(int id, String state, String metric, String more) {
        return """
        {"id":%d,"experimentId":1,"state":"%s","hparams":{"width":%d,"learning_rate":0.0012345678,"batch_size":64},\
        "restarts":0,"startTime":"2026-01-31T12:01:00Z","totalBatchesProcessed":600,"length":1200,\
        "searcherMetricValue":%s,"taskId":"1.x","runnerState":"training",\
        "bestValidation":{"metrics":{"avgMetrics":{"val_accuracy":%s,"val_loss":0.4},"batchMetrics":[]}}%s}\
        """
                .formatted(id, state, id * 16, metric, metric, more);
    }

    static String trials(String... trials) {
        return "{\"trials\":[%s],\"pagination\":{\"offset\":0,\"limit\":0,\"startIndex\":0,\"endIndex\":%d,\"total\":%d}}"
                .formatted(String.join(",", trials), trials.length, trials.length);
    }

    static String checkpoint(String uuid, String metric) {
        return """
        {"uuid":"%s","state":"STATE_COMPLETED","metadata":{"steps_completed":600,"format":"keras"},\
        "resources":{"model.keras":"1234567","state/":"0","state/loop.json":"99"},"reportTime":"2026-01-31T12:05:00Z",\
        "training":{"trialId":2,"experimentId":1,"searcherMetric":%s,"validationMetrics":{"avgMetrics":{"val_accuracy":%s}}}}\
        """
                .formatted(uuid, metric, metric);
    }

    static String log(int id, String text) {
        return """
        {"result":{"id":"%d","message":"[2026-01-31T12:00:00.000000Z] xxxxxxxx || INFO: %s\\n","log":"%s\\n","level":"LOG_LEVEL_INFO"}}
        """
                .formatted(id, text, text);
    }
}
