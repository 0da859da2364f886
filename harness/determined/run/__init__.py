"""The processes of a trial: its supervisor and its runner."""

from determined.core.run import current

__all__ = ["current"]
