"""Where local runs keep what they make."""

from __future__ import annotations

import pytest

from determined.errors import InvalidExperimentException
from determined.experimental.local_place import LocalPlace


def test_a_place_that_cannot_be_written_to_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").touch()
    place = LocalPlace(tmp_path, ["train.py"], {"DET_LOCAL_DIR": str(tmp_path / "file")})
    with pytest.raises(InvalidExperimentException, match=r"Not a directory\. Set DET_LOCAL_DIR"):
        place.lock()
