"""Local runs: where they keep what they make, and what they cannot be given."""

from __future__ import annotations

import subprocess
import sys

import pytest

from determined.errors import InvalidExperimentException
from determined.experimental.local_place import LocalPlace


def test_a_place_that_cannot_be_written_to_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").touch()
    place = LocalPlace(tmp_path, ["train.py"], {"DET_LOCAL_DIR": str(tmp_path / "file")})
    with pytest.raises(InvalidExperimentException, match=r"Not a directory\. Set DET_LOCAL_DIR"):
        place.lock()


def test_a_configuration_that_is_no_dictionary_is_refused_in_a_local_test_too(tmp_path):
    rehearse = "from determined.experimental import local; local.rehearse('config.yaml', '')"
    done = subprocess.run([sys.executable, "-c", rehearse], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr.startswith("error: config is a str, not a dictionary. "), done.stderr
    assert done.returncode == 2
