package ai.resolute.master.rest.registry;

import ai.resolute.api.ModelMessages;
import ai.resolute.master.registry.Model;
import ai.resolute.master.registry.ModelVersion;
import ai.resolute.master.rest.checkpoint.CheckpointView;
import ai.resolute.master.rest.route.Services;

/** Maps models and versions to messages. */
final class ModelView {
    private static final int WORKSPACE = 1;

    private final Services services;

    ModelView(Services services) {
        this.services = services;
    }

    ModelMessages.Model message(Model model) {
        var card = model.card();
        return new ModelMessages.Model(
                card.name(),
                card.description(),
                card.metadata(),
                model.createdAt(),
                model.changedAt(),
                model.id(),
                model.versions(),
                card.labels(),
                services.accounts().users().get(model.owner()).username(),
                WORKSPACE,
                model.owner().value(),
                model.archived(),
                card.notes());
    }

    ModelMessages.ModelVersion message(Model model, ModelVersion version) {
        var card = version.card();
        var checkpoint = services.findings().checkpoints().get(version.checkpoint());
        return new ModelMessages.ModelVersion(
                message(model),
                new CheckpointView(services).message(checkpoint),
                version.number(),
                version.createdAt(),
                version.id(),
                card.name(),
                card.metadata(),
                version.changedAt(),
                card.description(),
                services.accounts().users().get(version.owner()).username(),
                version.owner().value(),
                card.labels(),
                card.notes());
    }
}
