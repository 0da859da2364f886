"""Trials in PyTorch. Torch is imported with the first name that is used, not before."""
