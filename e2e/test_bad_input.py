"""Bad input gets its sentence - what, why, what to do - and loses nothing."""

from __future__ import annotations

import json
import os
import pathlib
import socket
import subprocess
import urllib.error
import urllib.request
from typing import Any

import pytest
from cluster import PYTHON, Cluster

GOOD: dict[str, Any] = {
    "name": "x",
    "searcher": {"name": "single", "metric": "val_loss"},
    "hyperparameters": {"width": 8},
}

SUBMIT = """
import json, sys
import determined.experimental.keras
from determined.experimental import Mode
determined.experimental.keras.init(json.loads(sys.argv[2]), mode=Mode.CLUSTER, context_dir=sys.argv[1])
"""


def submit(
    cluster: Cluster,
    script: pathlib.Path,
    context: str,
    config: Any = GOOD,
    before: tuple[str, ...] = (),
    **environment: str,
) -> tuple[int, str]:
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(SUBMIT)
    done = subprocess.run(
        [*before, str(PYTHON), script.name, context, json.dumps(config)],
        cwd=script.parent,
        capture_output=True,
        text=True,
        timeout=300,
        env={**cluster.environment, **environment},
    )
    assert "Created experiment" not in done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


def test_a_script_outside_its_context(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    (tmp_path / "context").mkdir()
    status, told = submit(shared_cluster, tmp_path / "elsewhere" / "train.py", str(tmp_path / "context"))
    assert status == 2
    assert "train.py" in told
    assert "context_dir" in told


def test_a_context_that_is_missing(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    status, told = submit(shared_cluster, tmp_path / "train.py", str(tmp_path / "nowhere"))
    assert status == 2
    assert "nowhere" in told


def test_a_context_over_the_limit_names_the_largest_files(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    with (tmp_path / "weights.bin").open("wb") as big:
        big.truncate(96 * 1024 * 1024)
    status, told = submit(shared_cluster, tmp_path / "train.py", ".")
    assert status == 2
    assert "weights.bin" in told
    assert ".detignore" in told
    assert "95" in told


def test_an_unreadable_file_is_named(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0)
    # Root reads every file by two capabilities; without them it is a user like any other.
    as_user = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    status, told = submit(shared_cluster, tmp_path / "train.py", ".", before=as_user)
    assert status == 2
    assert "secret" in told


def test_a_link_that_leaves_the_directory(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    (context / "out").symlink_to("/etc/hostname")
    status, told = submit(shared_cluster, context / "train.py", ".")
    assert status == 2
    assert "out" in told


def test_every_fault_of_a_configuration_at_once(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    config = {
        **GOOD,
        "hyperparametres": {},
        "max_restarts": -1,
        "resources": {"slots_per_trial": 64},
        "searcher": {"name": "single", "metric": "val_loss", "max_lenght": {"batches": 3}},
    }
    status, told = submit(shared_cluster, tmp_path / "train.py", ".", config)
    assert status == 2
    for word in ("hyperparametres", "hyperparameters", "max_restarts", "slots", "max_lenght", "max_length"):
        assert word in told, told


def test_a_master_that_is_not_there(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
        status, told = submit(shared_cluster, tmp_path / "train.py", ".", DET_MASTER=nobody)
        assert status == 3
        assert nobody in told
        assert "det up" in told
        listed = shared_cluster.det("-m", nobody, "experiment", "list", check=False)
        assert listed.returncode == 3
        assert nobody in listed.stderr


def test_a_wrong_token_and_a_wrong_password(shared_cluster: Cluster, tmp_path: pathlib.Path) -> None:
    elsewhere = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    status, told = submit(
        shared_cluster, tmp_path / "train.py", ".", DET_USER="determined", DET_PASS="wrong", **elsewhere
    )
    assert status == 4, told
    assert "determined" in told
    assert "password" in told
    status, told = submit(
        shared_cluster, tmp_path / "train.py", ".", DET_USER="determined", DET_USER_TOKEN="wrong", **elsewhere
    )
    assert status == 4, told


def raw(cluster: Cluster, method: str, path: str, body: bytes | None, token: str | None = None) -> tuple[int, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{cluster.url}{path}", method=method, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_the_master_refuses_strangers(shared_cluster: Cluster) -> None:
    assert raw(shared_cluster, "GET", "/api/v1/experiments", None)[0] == 401
    assert raw(shared_cluster, "GET", "/api/v1/experiments", None, token="wrong")[0] == 401


@pytest.mark.parametrize("body", [b"{", b"[1", b'{"config": 5', b"\xff\xfe\x00", b'{"a":' * 2000])
def test_malformed_json_is_the_callers_fault(shared_cluster: Cluster, body: bytes) -> None:
    status, told = raw(shared_cluster, "POST", "/api/v1/experiments", body, shared_cluster.token())
    assert 400 <= status < 500, told


def test_an_oversized_body_is_refused(shared_cluster: Cluster) -> None:
    try:
        status, told = raw(
            shared_cluster, "POST", "/api/v1/experiments", b" " * (129 * 1024 * 1024), shared_cluster.token()
        )
    except OSError:
        return  # the connection was closed while we were still sending: refused as well
    assert status == 413, told


@pytest.mark.parametrize("path", ["../out.py", "/etc/out.py", "a/../../out.py"])
def test_the_master_refuses_paths_that_leave_the_context(shared_cluster: Cluster, path: str) -> None:
    body = {
        "config": json.dumps({**GOOD, "entrypoint": "x"}),
        "modelDefinition": [{"path": path, "type": 48, "content": "eA==", "mode": 420}],
    }
    status, told = raw(shared_cluster, "POST", "/api/v1/experiments", json.dumps(body).encode(), shared_cluster.token())
    assert status == 400
    assert "out.py" in told


def test_a_port_in_use(new_cluster: Any) -> None:
    made = new_cluster()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", made.port))
        taken.listen()
        done = made.det("up", "--data", str(made.data), "--port", str(made.port), check=False)
    assert done.returncode != 0
    assert str(made.port) in done.stderr
    assert "--port" in done.stderr
