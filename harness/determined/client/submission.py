"""From a script's `init` to an experiment, in one request."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from determined.client.address import master_address
from determined.client.command import script_command
from determined.client.configuration import config_text, configuration
from determined.client.context import Context, scan
from determined.client.packages import installed
from determined.client.session import sign_in


@dataclass(frozen=True)
class Submitted:
    """An experiment that the master has."""

    id: int
    name: str
    master: str
    searcher: str
    plan: dict[str, int]
    context: Context
    warnings: list[str] = field(default_factory=list)
    hidden: bool = False

    @property
    def page(self) -> str:
        """The address of its page."""
        return f"{self.master}/det/experiments/{self.id}"


def submit(
    config: Optional[Mapping[str, Any]] = None,
    context_dir: str = "",
    command: Optional[Sequence[str]] = None,
    master_url: Optional[str] = None,
    test: bool = False,
) -> Submitted:
    """Checks everything that can be checked here, then creates the experiment and starts it.

    The key of the request makes it safe to repeat: an answer that was lost does not make a second experiment.
    """
    master = master_address(master_url)
    context = scan(context_dir)
    words = script_command(command, context, sys.argv)
    full = configuration(config, words, test)
    session = sign_in(master)
    body = {
        "config": config_text(full),
        "modelDefinition": context.encoded(),
        "activate": True,
        "archived": test,
        "submitter": submitter(),
        "idempotencyKey": str(uuid.uuid4()),
    }
    answer = session.post("/api/v1/experiments", body)
    experiment = answer["experiment"]
    return Submitted(
        id=int(experiment["id"]),
        name=experiment.get("name") or "",
        master=master,
        searcher=str(((answer.get("config") or {}).get("searcher") or {}).get("name", "")),
        plan=answer.get("plan") or {},
        context=context,
        warnings=list(answer.get("warnings") or []),
        hidden=bool(experiment.get("archived")),
    )


def submitter() -> dict[str, Any]:
    """Where and with what this process runs; on one machine the trials use the same interpreter."""
    machine = ""
    with suppress(OSError):
        machine = Path("/etc/machine-id").read_text()
    directory = os.environ.get("PWD") or "/"
    with suppress(OSError):
        directory = str(Path.cwd())
    return {"python": sys.executable or "", "machine": machine, "directory": directory, "packages": installed()}
