"""The client: experiments, trials and checkpoints of a master, as Python objects."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Optional
from urllib.parse import quote

from determined.client.address import master_address
from determined.client.checkpoint import Checkpoint
from determined.client.model import Model, ModelOrderBy, ModelSortBy, list_models
from determined.client.references import ExperimentReference, TrialReference
from determined.client.session import sign_in
from determined.client.submission import submit


class Determined:
    """A user at a master; signs in at once, by the token store or the environment.

    `master` is by default DET_MASTER, else localhost:8080; `user` the active one.
    """

    def __init__(self, master: Optional[str] = None, user: Optional[str] = None) -> None:
        environ = {**os.environ, "DET_USER": user} if user else os.environ
        self._session = sign_in(master_address(master), environ)

    def __repr__(self) -> str:
        return f"Determined at {self._session.master} as {self._session.user}"

    def create_experiment(
        self, config: Mapping[str, Any], context_dir: str, command: Optional[Sequence[str]] = None, test: bool = False
    ) -> ExperimentReference:
        """Submits a script and goes on; InvalidExperimentException says what cannot be submitted."""
        submitted = submit(config, context_dir, command, self._session.master, test)
        return self.get_experiment(submitted.id)

    def get_experiment(self, experiment_id: int) -> ExperimentReference:
        """An experiment by its number; nothing is asked yet."""
        return ExperimentReference(experiment_id, self._session)

    def get_trial(self, trial_id: int) -> TrialReference:
        """A trial by its number; nothing is asked yet."""
        return TrialReference(trial_id, self._session)

    def get_checkpoint(self, uuid: str) -> Checkpoint:
        """A checkpoint by its UUID."""
        return Checkpoint.of(
            self._session.get(f"/api/v1/checkpoints/{quote(uuid, safe='')}")["checkpoint"], self._session
        )

    def create_model(self, name: str, description: str = "", metadata: Optional[Mapping[str, Any]] = None) -> Model:
        """A new model of the registry; MasterRefused when there is one of that name."""
        body = {"name": name, "description": description, "metadata": dict(metadata or {})}
        return Model.of(self._session.send("POST", "/api/v1/models", body)["model"], self._session)

    def get_model(self, name: str) -> Model:
        """A model by its name; MasterRefused when there is none."""
        return Model.of(self._session.get(f"/api/v1/models/{quote(name, safe='')}")["model"], self._session)

    def get_models(
        self,
        sort_by: ModelSortBy = ModelSortBy.NAME,
        order_by: ModelOrderBy = ModelOrderBy.ASCENDING,
        name: str = "",
        description: str = "",
    ) -> list[Model]:
        """The models whose name and description hold these texts, in whatever case."""
        return list_models(self._session, sort_by, order_by, name, description)
