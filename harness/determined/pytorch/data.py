"""The data of a trial: its loader, and what is done with a batch."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional, Union

import numpy as np
import torch

from determined.pytorch.samplers import adapt_batch_sampler

TorchData = Union[dict[str, torch.Tensor], Sequence[torch.Tensor], torch.Tensor]


class DataLoader:
    """Takes what `torch.utils.data.DataLoader` takes and makes such loaders, which repeat, are shared out and skip.

    Map-style datasets only. ValueError for arguments that exclude each other.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: Optional[int] = 1,
        shuffle: bool = False,
        sampler: Any = None,
        batch_sampler: Any = None,
        num_workers: int = 0,
        collate_fn: Optional[Callable[[list[Any]], Any]] = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Optional[Callable[[int], None]] = None,
        **more: Any,
    ) -> None:
        if isinstance(dataset, torch.utils.data.IterableDataset) or not hasattr(dataset, "__getitem__"):
            raise ValueError(
                f"The dataset is a {type(dataset).__name__}, which cannot be asked for a record by number, so that a "
                "trial could not find its place again. Give a dataset with __getitem__ and __len__."
            )
        if batch_size is None and batch_sampler is None:
            raise ValueError("batch_size is None, so that there would be no batches. Give a batch size.")
        plain = torch.utils.data.DataLoader(
            dataset,
            batch_size,
            shuffle,
            sampler,
            batch_sampler,
            drop_last=drop_last,
            generator=more.pop("generator", None),
        )
        self.dataset = dataset
        self.batch_sampler: Any = plain.batch_sampler
        self.batch_size: Optional[int] = plain.batch_size
        self.num_workers = num_workers
        self._options = {
            "num_workers": num_workers,
            "collate_fn": collate_fn,
            "pin_memory": pin_memory,
            "timeout": timeout,
            "worker_init_fn": worker_init_fn,
            **more,
        }
        # What torch refuses or warns of, it does here.
        torch.utils.data.DataLoader(dataset, batch_sampler=self.batch_sampler, **self._options)

    def __len__(self) -> int:
        """Batches of one pass over the data, over all slots."""
        return len(self.batch_sampler)

    def get_data_loader(self, repeat: bool = False, skip: int = 0, num_replicas: int = 1, rank: int = 0) -> Any:
        """A loader of torch over the batches of one process of `num_replicas`, `skip` of them left out at the start."""
        return self.torch_loader(
            self.dataset, adapt_batch_sampler(self.batch_sampler, repeat, skip, num_replicas, rank)
        )

    def torch_loader(self, dataset: Any, batch_sampler: Any, generator: Any = None) -> Any:
        """A loader of torch with the options of this one."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # said when this loader was made
            return torch.utils.data.DataLoader(
                dataset, batch_sampler=batch_sampler, generator=generator, **self._options
            )


def as_array(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    """The values as NumPy has them: it knows no bfloat16, and its sums of half precision overflow."""
    there = tensor.detach().cpu()
    return (there.float() if there.dtype in (torch.bfloat16, torch.float16) else there).numpy()


def kept(value: Any) -> Any:
    """The value as it is now: a trial may go on changing what it returned."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    return value.copy() if isinstance(value, np.ndarray) else value


def data_length(data: Any) -> int:
    """Records in a batch: the length of the tensor or array, or of the first of a list or dictionary of them.

    ValueError for an empty container, TypeError for anything else.
    """
    if isinstance(data, (torch.Tensor, np.ndarray)):
        return len(data)
    if isinstance(data, (list, tuple)):
        return _length(data[0]) if data else _empty(data)
    if isinstance(data, Mapping):
        return _length(next(iter(data.values()))) if data else _empty(data)
    raise TypeError(f"A batch is a tensor, an array, or a list, tuple or dictionary of them; this is a {type(data)}")


def _length(first: Any) -> int:
    try:
        return len(first)
    except TypeError:
        raise TypeError(f"The first part of the batch is a {type(first)}, which has no length") from None


def _empty(data: Any) -> int:
    raise ValueError(f"The batch is an empty {type(data).__name__}, so that it has no length")


def to_device(data: Any, device: Any) -> Any:
    """The batch on the device: lists, tuples and dictionaries part by part; arrays become tensors.

    What has no `to` stays as it is.
    """
    if isinstance(data, torch.Tensor):
        return data if data.device == device else data.to(device, non_blocking=True)
    if type(data) in (list, tuple):
        return type(data)([to_device(part, device) for part in data])
    if isinstance(data, Mapping):
        return {name: to_device(part, device) for name, part in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(to_device(part, device) for part in data))
    if isinstance(data, (list, tuple)):
        return type(data)(to_device(part, device) for part in data)
    if isinstance(data, np.ndarray):
        return torch.from_numpy(data).to(device)
    if callable(getattr(data, "to", None)):
        return data.to(device)
    return data
