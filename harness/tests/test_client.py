"""The client classes, on what a master says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from determined.client.checkpoint import Checkpoint
from determined.client.command import script_command
from determined.client.context import Context
from determined.client.determined import Determined
from determined.client.references import ExperimentReference
from determined.errors import InvalidExperimentException


class SayingSession:
    """A master that says one thing whatever it is asked, and keeps the paths that it was asked for."""

    master, user = "http://master", "somebody"

    def __init__(self, says: Mapping[str, Any]) -> None:
        self.says, self.asked, self.sent = says, [], []

    def get(self, path: str, timeout: float = 60.0) -> Any:
        self.asked.append(path)
        return self.says

    def send(self, method: str, path: str, body: Mapping[str, Any], timeout: float = 60.0) -> Any:
        self.sent.append(body)
        return self.says


def told(uuid: str = "u", trial: int = 1, loss: float = 0.5) -> dict[str, Any]:
    training = {"experimentId": 1, "trialId": trial, "validationMetrics": {"avgMetrics": {"loss": loss}}}
    return {"uuid": uuid, "training": training, "metadata": {"steps_completed": 8}}


def test_a_uuid_cannot_lead_to_another_path():
    client = Determined.__new__(Determined)
    client._session = SayingSession({"checkpoint": told()})
    client.get_checkpoint("a b/../x?y")
    (path,) = client._session.asked
    prefix, _, last = path.rpartition("/")
    assert (prefix, unquote(last)) == ("/api/v1/checkpoints", "a b/../x?y")
    assert " " not in path


@pytest.mark.parametrize("limit", [0, -1])
def test_a_number_of_checkpoints_that_is_none_is_refused(limit):
    session = SayingSession({"config": {"searcher": {"metric": "loss"}}, "checkpoints": [told("a", 1), told("b", 2)]})
    with pytest.raises(AssertionError, match="1 or more"):
        ExperimentReference(1, session).top_n_checkpoints(limit)
    assert len(ExperimentReference(1, session).top_n_checkpoints(1)) == 1


def test_a_checkpoint_does_not_go_where_a_file_is(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ValueError, match="Name a directory"):
        Checkpoint.of(told(), SayingSession({})).download(str(tmp_path / "file"))
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_one_key_to_remove_is_not_taken_apart():
    session = SayingSession({"checkpoint": {**told(), "metadata": {"by": 1, "b": 2, "y": 3}}})
    checkpoint = Checkpoint.of(told(), session)
    checkpoint.remove_metadata("by")
    checkpoint.remove_metadata(["b", "y"])
    assert [body["checkpoint"]["metadata"] for body in session.sent] == [{"b": 2, "y": 3}, {"by": 1}]


def test_a_directory_with_another_checkpoint_is_not_taken_for_this_one(tmp_path):
    config = {"checkpoint_storage": {"type": "shared_fs", "host_path": str(tmp_path)}}
    one, other = (Checkpoint.of(told(uuid), SayingSession({})) for uuid in ("one", "other"))
    for checkpoint in (one, other):
        checkpoint.experiment_config = config
        (tmp_path / checkpoint.uuid).mkdir()
        (tmp_path / checkpoint.uuid / "digests.json").write_text("{}")
    target = str(tmp_path / "best")
    assert one.download(target) == one.download(target) == target
    with pytest.raises(ValueError, match="best holds checkpoint one, so checkpoint other is not put there"):
        other.download(target)


def test_a_command_that_is_one_text_is_shown_as_its_words(tmp_path):
    with pytest.raises(InvalidExperimentException, match=r"Give it as command=\['train.py', '--x', '1'\]"):
        script_command("train.py --x 1", Context(tmp_path, [], 0), [])
