"""The table of stages: what each reads, does and writes, with the settings that the weights were made with.

README.md has what each measured. Settings are those of the record of the making; where that is silent, a comment says so, and
the value is a choice. Not here: how a stage trains (training.py, place.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from .architecture import SparkleTiny
from .bundle import LONGEST_ANSWER, write_bundle
from .byte_pairs import Tokenizer
from .checkpoint import load_model, save_model
from .conversation import ConversationEncoder
from .mixtures import SeenShares
from .place import amplify, weaken, write_place
from .training import LanguageMix, LanguageTrainer, Rates, Report, printing, train_vision

SHIPPED_STRENGTH = 0.2
"""Of the sense of place, of what it was before the last stage."""

POSITIONS_MIX = LanguageMix(
    seen=16,
    told_discs=5,
    told_lattices=3,
    told_routes=14,
    unrelated=14,
    questions=4,
    seen_tokens=70,
    shares=SeenShares(positions=0.5, regions=0.1, composite=0.3, lattices=0.45),
    on_every_layout=True,
    guide_weight=0.2,
)
# Not recorded but for what was taught: sizes and rates are those of the next stage.
NAMES_MIX = replace(
    POSITIONS_MIX,
    on_every_layout=False,
    seen_tokens=150,
    shares=SeenShares(positions=0.01, regions=0.3, composite=0.06),
)
FORMS_MIX = replace(
    POSITIONS_MIX, shares=SeenShares(positions=0.4, regions=0.1, composite=0.4, lattices=0.45)
)
MARGINS_MIX = replace(FORMS_MIX, varies_place=True)

# The record has minutes: at 1.2 s a step on two cores, 40 are about 2,000 steps, and 6 are 300.
VISION_RATES = Rates(steps=1000, learning_rate=1.2e-3)
"""Steps: not recorded."""
VISION_PICTURES = 64
"""A step. Not recorded."""
NAMES_RATES = Rates(steps=10000, learning_rate=1e-3, muon_rate=0.007, held=0.3, four_bit=0.5)
POSITIONS_RATES = Rates(steps=2000, learning_rate=1e-3, muon_rate=0.007, held=0.3, four_bit=0.5)
FORMS_RATES = Rates(steps=300, learning_rate=6e-4, muon_rate=0.004, held=0.3, four_bit=1.0)
AMPLIFIED_GAIN = 15.0
"""Not recorded. The signal in ../place.safetensors is 15.1 long in both axes, so it was about that."""


@dataclass(frozen=True)
class Run:
    """What a stage is run with."""

    folder: Path
    """Where checkpoints are read and written."""
    seed: int
    steps: int | None
    """In place of the stage's own number; None: its own."""
    report: Callable[[str], Report] = printing
    batch_share: float = 1.0
    """Of each batch; less for a smoke run."""
    longest_answer: int = LONGEST_ANSWER
    """In tokens, of the reference."""

    def checkpoint(self, stage: str) -> Path:
        return self.folder / f"{stage}.safetensors"


@dataclass(frozen=True)
class Stage:
    name: str
    about: str
    before: str | None
    """The stage whose checkpoint it reads; None: it begins with random weights."""
    do: Callable[[SparkleTiny, Run], None]
    """Changes the model, or writes more than its checkpoint."""


def _shortened(rates: Rates, run: Run) -> Rates:
    return rates if run.steps is None else replace(rates, steps=run.steps)


def _batch(size: int, run: Run) -> int:
    return max(1, round(size * run.batch_share))


def _smaller(mix: LanguageMix, run: Run) -> LanguageMix:
    kinds = ("seen", "told_discs", "told_lattices", "told_routes", "unrelated")
    return replace(mix, **{kind: _batch(getattr(mix, kind), run) for kind in kinds})


def new_encoder(model: SparkleTiny) -> ConversationEncoder:
    return ConversationEncoder(Tokenizer(), model.shape.image_tokens)


def _vision(model: SparkleTiny, run: Run) -> None:
    train_vision(
        model, _shortened(VISION_RATES, run), _batch(VISION_PICTURES, run), run.seed, run.report("vision")
    )


def _language(name: str, rates: Rates, mix: LanguageMix) -> Callable[[SparkleTiny, Run], None]:
    def teach(model: SparkleTiny, run: Run) -> None:
        rates_now, mix_now = _shortened(rates, run), _smaller(mix, run)
        trainer = LanguageTrainer(model, new_encoder(model), rates_now, mix_now, run.seed)
        trainer.train(run.report(name))

    return teach


def _amplify(model: SparkleTiny, run: Run) -> None:
    error = amplify(model, AMPLIFIED_GAIN)
    print(f"amplify: the read-out is {error:.2f} cells off on other scenes", flush=True)


def _weaken(model: SparkleTiny, run: Run) -> None:
    weaken(model, SHIPPED_STRENGTH)


def _bundle(model: SparkleTiny, run: Run) -> None:
    folder = run.folder / "bundle"
    write_bundle(model, folder, run.longest_answer)
    write_place(load_model(run.checkpoint("margins")), SHIPPED_STRENGTH, folder / "place.safetensors")
    print(f"bundle: {folder}. Take it in by npm run base-model -- {folder}", flush=True)


STAGES = [
    Stage("vision", "the vision encoder: which colour is in which cell, and where", None, _vision),
    Stage("amplify", "position becomes a strong direction of the connector's output", "vision", _amplify),
    Stage(
        "names",
        "names, counts, orders, regions; told scenes to the end",
        "amplify",
        _language("names", NAMES_RATES, NAMES_MIX),
    ),
    Stage(
        "positions",
        "positions on every layout, the listing of composite answers",
        "names",
        _language("positions", POSITIONS_RATES, POSITIONS_MIX),
    ),
    Stage(
        "forms",
        "more of the form of direction and distance answers",
        "positions",
        _language("forms", FORMS_RATES, FORMS_MIX),
    ),
    Stage(
        "margins",
        "the same while the strength of place varies",
        "forms",
        _language("margins", FORMS_RATES, MARGINS_MIX),
    ),
    Stage("faint", "the sense of place is weakened to a fifth", "margins", _weaken),
    Stage("bundle", "the folder that npm run base-model takes in", "faint", _bundle),
]


def run_stage(stage: Stage, run: Run) -> SparkleTiny:
    """Runs a stage on the checkpoint of the one before, and writes its own. @raises FileNotFoundError with what to do."""
    if stage.before is None:
        torch.manual_seed(run.seed)
        model = SparkleTiny()
    else:
        path = run.checkpoint(stage.before)
        if not path.exists():
            raise FileNotFoundError(f"Expected {path}, but it is not there. Run the stage {stage.before} first.")
        model = load_model(path)
    stage.do(model, run)
    if stage.name != "bundle":
        save_model(model, run.checkpoint(stage.name))
    return model
