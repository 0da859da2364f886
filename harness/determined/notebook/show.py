"""An experiment in the output of a cell: a widget that moves in place, else HTML that stands, always with text."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any, Callable

from determined.client.references import over, page_fragment, summary
from determined.client.session import sign_in

LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 600.0


def show(experiment_id: int, master: str) -> None:
    """Displays the experiment; the widget follows it on a thread until it is over."""
    from IPython.display import display

    look = _Look(experiment_id, master)
    text, fragment, ended = look()
    bundle: dict[str, Any] = {"text/plain": text, "text/html": fragment}
    widget = _widget(fragment)
    if widget is not None:
        bundle = {**widget._repr_mimebundle_(), **bundle}
    display(bundle, raw=True)
    if widget is not None and not ended:
        threading.Thread(target=_follow, args=(_Look(experiment_id, master), widget), daemon=True).start()


class _Look:
    """What there is to show now; for one thread."""

    def __init__(self, experiment_id: int, master: str) -> None:
        self._session, self._id = sign_in(master), experiment_id

    def __call__(self) -> tuple[str, str, bool]:
        path = f"/api/v1/experiments/{self._id}"
        described = self._session.get(path)
        trials = self._session.get(f"{path}/trials?limit=0&sortBy=SORT_BY_ID&orderBy=ORDER_BY_ASC")["trials"]
        page = f"{self._session.master}/det/experiments/{self._id}"
        return summary(described, trials), page_fragment(described, trials, page), over(described)


def _widget(fragment: str) -> Any:
    try:
        import ipywidgets
    except ImportError:
        return None
    return ipywidgets.HTML(fragment)


def _follow(look: Callable[[], tuple[str, str, bool]], widget: Any) -> None:
    heard = time.monotonic()
    while time.monotonic() - heard < PATIENCE_SECONDS:
        time.sleep(LOOK_SECONDS)
        with suppress(BaseException):  # a master that is away for a while comes back
            _, fragment, ended = look()
            heard = time.monotonic()
            if widget.value != fragment:
                widget.value = fragment
            if ended:
                return
