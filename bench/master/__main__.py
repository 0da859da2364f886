"""The master's start and resident memory, idle and through a hundred trials, and a command against `java -version`."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench")]

from cluster import ROOT as CHECKOUT  # noqa: E402
from cluster import Cluster  # noqa: E402
from searches import no_op  # noqa: E402
from table import median, show, spread  # noqa: E402


def resident(pid: int, kind: str = "VmRSS") -> float:
    """Megabytes that a process holds now (VmRSS) or held at most (VmHWM)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no such process: {pid}")


def timed(command: list[str], environment: dict[str, str]) -> float:
    start = time.monotonic()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.monotonic() - start


def pairs(one: list[str], other: list[str], environment: dict[str, str], runs: int) -> tuple[list[float], list[float]]:
    """Both in turn, so that a busy moment of the machine meets both; the first pair warms up and does not count."""
    taken = [(timed(one, environment), timed(other, environment)) for _ in range(runs + 1)]
    return [pair[0] for pair in taken[1:]], [pair[1] for pair in taken[1:]]


def submit_paused(cluster: Cluster) -> None:
    """Something to list, which takes no slot."""
    directory = cluster.directory / "context"
    directory.mkdir()
    config = directory / "config.yaml"
    config.write_text(
        "name: waits\nentrypoint: python3 train.py\nsearcher: {name: single, metric: loss, max_length: {batches: 1}}\n"
    )
    (directory / "train.py").write_text("")
    cluster.det("experiment", "create", str(config), str(directory), "--paused")


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    jdk = subprocess.run([CHECKOUT / "scripts" / "find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    starts = []
    memory = []
    with tempfile.TemporaryDirectory() as directory:
        for run in range(6):
            cluster = Cluster(pathlib.Path(directory) / str(run))
            cluster.directory.mkdir()
            start = time.monotonic()
            cluster.up()
            starts.append(time.monotonic() - start)
            time.sleep(5)
            memory.append(resident(cluster.master_pid))
            if run < 5:
                cluster.down()
        submit_paused(cluster)
        plain, call = pairs(
            [f"{jdk}/bin/java", "-version"], [str(CHECKOUT / "det"), "experiment", "list"], cluster.environment, 21
        )
        master = cluster.master_pid
        took = no_op(cluster, trials)
        if cluster.master_pid != master:
            raise SystemExit("the master did not live through the trials")
        most = resident(master, "VmHWM")
        cluster.destroy()
    show(
        "Master and command line (median, least to most)",
        ["", "measured", "bound"],
        [
            ["resident memory, idle 5 s after start", spread(memory[1:], "MB"), "300 MB"],
            [f"the same, at most, through {trials} trials ({took:.0f} s)", f"{most:.3g} MB", "heap 640 MB"],
            ["`det up` to the master's first answer", spread(starts[1:], "s"), "2 s"],
            ["java -version", spread(plain, "s"), ""],
            ["det experiment list", spread(call, "s"), ""],
            ["ratio, median of pairs", f"{median([b / a for a, b in zip(plain, call, strict=True)]):.2f}", "4"],
        ],
    )


main()
