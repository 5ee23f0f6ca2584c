"""The sense of place: the linear component of the connector's output that tells where an object is.

Fitted by least squares on the features of objects: a read-out that gives the position from a feature, and the signal that a
position adds to it. It is made strong before the language is learned (amplify), and faint at the end (weaken); what was
taken is written to place.safetensors, so that any strength can be set again. Letters: D the width of a feature. Positions
are from the middle of the image, in image sides, x to the right and y up. Not here: what the lab does with it.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from .architecture import SparkleTiny
from .drawing import draw, lay_out
from .scenes import any_discs, any_lattice

SCENES_SEED = 9
FITTED_SCENES = 700
# Of the mean square of the features.
RIDGE = 3e-4


@dataclass(frozen=True)
class Place:
    read_out: Tensor
    """(D, 2): position = feature @ read_out."""
    signal: Tensor
    """(2, D): feature = mean + position @ signal + what is not about place."""


@torch.no_grad()
def object_features(model: SparkleTiny, draws: random.Random, scenes: int) -> tuple[Tensor, Tensor, Tensor]:
    """Features (objects, D) and positions (objects, 2) of the objects in random pictures, and all features (tokens, D)."""
    made = [any_lattice(draws) if draws.random() < 0.35 else any_discs(draws) for _ in range(scenes)]
    sheet = lay_out(made, draws)
    features = model.encode(draw(sheet))
    is_object = torch.from_numpy(sheet.is_object)
    positions = torch.from_numpy(sheet.cell_positions)[is_object] - 0.5
    return features[is_object], positions, features.flatten(0, 1)


def _read_out(features: Tensor, positions: Tensor) -> Tensor:
    ridge = RIDGE * features.pow(2).mean() * len(features) * torch.eye(features.shape[1])
    return torch.linalg.solve(features.t() @ features + ridge, features.t() @ positions)


def fit_place(model: SparkleTiny, scenes: int = FITTED_SCENES) -> Place:
    """The component of a model's features."""
    features, positions, _ = object_features(model, random.Random(SCENES_SEED), scenes)
    signal = torch.linalg.lstsq(positions, features - features.mean(0)).solution
    return Place(_read_out(features, positions), signal)


def amplify(model: SparkleTiny, gain: float, scenes: int = 600) -> float:
    """
    Adds `gain` times the position along two directions that the features hardly use, folded into the connector. Dense
    supervision makes position readable, but faint: too faint for the decoder to pick up. Returns the mean error of the
    read-out on other scenes, in tenths of the side.
    """
    draws = random.Random(SCENES_SEED)
    features, positions, everything = object_features(model, draws, scenes)
    read_out = _read_out(features, positions)
    others, truth, _ = object_features(model, draws, max(1, scenes // 4))
    error = (others @ read_out - truth).abs().mean().item() * 10
    centred = everything - everything.mean(0)
    spare = torch.linalg.eigh(centred.t() @ centred / len(everything)).eigenvectors[:, :2]  # (D, 2), least variance
    with torch.no_grad():
        model.projection.add_(gain * (spare @ read_out.t()) @ model.projection)
    return error


def weaken(model: SparkleTiny, strength: float, scenes: int = FITTED_SCENES) -> None:
    """Scales the component to `strength` of what it was, folded into the connector."""
    place = fit_place(model, scenes)
    with torch.no_grad():
        taken = place.read_out @ torch.diag(1 - torch.tensor([strength, strength])) @ place.signal  # (D, D)
        model.projection.sub_(taken.t() @ model.projection)


def write_place(sharp: SparkleTiny, strength: float, path: Path, scenes: int = FITTED_SCENES) -> None:
    """Writes what sets the strength of the weakened model: features + (s - strength) * (features @ read_out) @ signal."""
    place = fit_place(sharp, scenes)
    # From the weakened features, which have less of the component, the same place is read.
    weakened = torch.linalg.inv(torch.eye(2) - (1 - strength) * place.signal @ place.read_out)
    tensors = {"read_out": (place.read_out @ weakened).contiguous(), "signal": place.signal.contiguous()}
    save_file(tensors, str(path), metadata={"format": "pt", "strength": str(strength)})
