"""Checkpoints: a model's weights as .safetensors, written whole or not at all. Not here: the bundle for the lab (bundle.py)."""

import os
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .architecture import SparkleTiny


def load_model(path: Path) -> SparkleTiny:
    """The model of a checkpoint, in float32."""
    model = SparkleTiny()
    model.load_state_dict({name: weight.float() for name, weight in load_file(str(path)).items()})
    return model.eval()


def save_model(model: SparkleTiny, path: Path, dtype: torch.dtype = torch.float32) -> None:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    weights = {name: weight.detach().to(dtype).contiguous() for name, weight in model.state_dict().items()}
    save_file(weights, str(part), metadata={"format": "pt"})
    os.replace(part, path)
