"""Every public name of the Native API, by the module that scripts import it from."""

from __future__ import annotations

import importlib

WITHOUT_FRAMEWORK = {
    "determined": "Categorical Constant Double Integer Log NativeContext Trial TrialContext",
    "determined.errors": "InvalidExperimentException StopLoadingImplementation",
    "determined.experimental": "Checkpoint CheckpointReference Determined ExperimentReference Mode Model ModelOrderBy "
    "ModelSortBy TrialReference "
    "create create_trial_instance init_native test_one_batch",
    "determined.experimental.estimator": "init",
    "determined.experimental.keras": "init",
}
KERAS = {
    "determined.keras": "ArrayLike InputData SequenceAdapter TFKerasContext TFKerasNativeContext TFKerasTensorBoard "
    "TFKerasTrial TFKerasTrialContext _ArrayLikeAdapter",
}
ESTIMATOR = {
    "determined.estimator": "EstimatorContext EstimatorNativeContext EstimatorTrial EstimatorTrialContext RunHook "
    "ServingInputReceiverFn",
}
PYTORCH = {
    "determined.pytorch": "ClipGradsL2Norm ClipGradsL2Value DataLoader DistributedBatchSampler LRScheduler "
    "PyTorchCallback PyTorchTrial PyTorchTrialContext Reducer RepeatBatchSampler SkipBatchSampler TorchData "
    "adapt_batch_sampler data_length reset_parameters to_device",
}


def check(table: dict[str, str]) -> None:
    """AssertionError with the names that are missing."""
    missing = [
        f"{module}.{name}"
        for module, names in table.items()
        for name in names.split()
        if getattr(importlib.import_module(module), name, None) is None
    ]
    assert not missing, missing
