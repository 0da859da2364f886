"""A real Slurm on loopback: one controller and one node of two processors, in a directory of their own."""

from __future__ import annotations

import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import time
from types import TracebackType

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "e2e"))

from cluster import eventually, free_port  # noqa: E402

PACKAGES = ["slurmctld", "slurmd", "slurm-client", "munge"]
CONFIGURATION = """\
ClusterName=bench
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={here}/munge.sock
CredType=cred/munge
StateSaveLocation={here}/state
SlurmdSpoolDir={here}/spool
SlurmctldPidFile={here}/slurmctld.pid
SlurmdPidFile={here}/slurmd.pid
SlurmctldLogFile={here}/slurmctld.log
SlurmdLogFile={here}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc={here}/ended
ReturnToService=2
SlurmdParameters=config_overrides
{scheduler}
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={node_port} CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=n1 Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """`with Slurm(directory, parameters) as slurm`; `parameters` are those of its scheduler, none for its own."""

    def __init__(self, directory: pathlib.Path, parameters: str = "") -> None:
        self._here = directory
        self._processes: list[subprocess.Popen[bytes]] = []
        self._environment = {**os.environ, "SLURM_CONF": str(directory / "slurm.conf")}
        self._scheduler = f"SchedulerParameters={parameters}" if parameters else ""

    def __enter__(self) -> Slurm:
        subprocess.run([ROOT / "scripts" / "system-packages", *PACKAGES], check=True)
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stop()

    def array(self, jobs: int) -> float:
        """Seconds from the submission of so many empty jobs as one array to the end of the last."""
        return self._timed(jobs, [["--array", f"1-{jobs}"]])

    def singly(self, jobs: int) -> float:
        """The same with a submission for each."""
        return self._timed(jobs, [[]] * jobs)

    def _timed(self, jobs: int, submissions: list[list[str]]) -> float:
        script, before = self._here / "empty.sh", self._ended()
        script.write_text("#!/bin/sh\n")
        start = time.monotonic()
        for words in submissions:
            command = ["sbatch", "--quiet", "--ntasks=1", "--output=/dev/null", *words, str(script)]
            subprocess.run(command, env=self._environment, cwd=self._here, check=True, stdout=subprocess.DEVNULL)
        eventually(self._ended, lambda ended: ended >= before + jobs, 900, "the jobs to end")
        return time.monotonic() - start

    def _ended(self) -> int:
        file = self._here / "ended"
        lines = file.read_text().splitlines() if file.exists() else []
        wrong = [line for line in lines if "JobState=COMPLETED" not in line]
        if wrong:
            raise SystemExit(f"a job of Slurm's failed: {wrong[0]}")
        return len(lines)

    def _start(self) -> None:
        here = self._here
        here.chmod(0o755)
        for name in ("state", "spool"):
            (here / name).mkdir()
        key = here / "munge.key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o600)
        user, host = subprocess.check_output(["id", "-un"], text=True).strip(), socket.gethostname().split(".")[0]
        ports = {"controller_port": free_port(), "node_port": free_port()}
        told = CONFIGURATION.format(here=here, host=host, user=user, scheduler=self._scheduler, **ports)
        (here / "slurm.conf").write_text(told)
        files = {"key-file": "key", "socket": "sock", "pid-file": "pid", "log-file": "log", "seed-file": "seed"}
        options = [f"--{option}={here}/munge.{ending}" for option, ending in files.items()]
        self._run("munged", "--foreground", "--force", *options)
        eventually(lambda: (here / "munge.sock").exists(), bool, 30, "munged to listen")
        self._run("slurmctld", "-D", "-i", "-f", str(here / "slurm.conf"))
        self._run("slurmd", "-D", "-N", "n1", "-f", str(here / "slurm.conf"))
        eventually(self._nodes, lambda states: "idle" in states, 60, "the node of Slurm to be idle")

    def _nodes(self) -> str:
        asked = subprocess.run(
            ["sinfo", "-h", "-o", "%T"], env=self._environment, capture_output=True, text=True, check=False
        )
        return asked.stdout

    def _run(self, name: str, *words: str) -> None:
        program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
        with (self._here / f"{name}.out").open("wb") as out:
            self._processes.append(
                subprocess.Popen([program or name, *words], env=self._environment, stdout=out, stderr=out)
            )

    def _stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
