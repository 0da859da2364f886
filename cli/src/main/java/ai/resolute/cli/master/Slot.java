package ai.resolute.cli.master;

import ai.resolute.api.client.JsonView;
import ai.resolute.cli.session.Session;
import java.util.List;

/** A slot as the master tells of it. */
record Slot(String agent, JsonView json) {
    static List<JsonView> agents(Session session) {
        return session.client().get("/api/v1/agents").views("agents");
    }

    static List<Slot> of(JsonView agent) {
        var slots = agent.view("slots");
        return slots.fields().keySet().stream()
                .map(id -> new Slot(agent.text("id"), slots.view(id)))
                .toList();
    }

    boolean isBusy() {
        return json.has("container") || !json.text("allocationId").isEmpty();
    }

    String state() {
        var use = isBusy() ? "BUSY" : "FREE";
        if (json.flag("draining")) {
            return isBusy() ? "DRAINING" : "DRAINED";
        }
        return json.flag("enabled") ? use : isBusy() ? "LEAVING" : "DISABLED";
    }

    String device() {
        var device = json.view("device");
        return device.findText("brand").orElse(device.text("type").replace("TYPE_", ""));
    }
}
