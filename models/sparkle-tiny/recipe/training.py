"""Pretraining: the vision encoder alone, then the language on its frozen features. Every draw comes from one seed.

Not here: which stages there are and their settings (stages.py), the mixtures of questions (mixtures.py).
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .architecture import SparkleTiny
from .attention_guide import AttentionGuide, guide_loss, watch
from .conversation import ConversationEncoder, answer_loss, stacked
from .drawing import draw, lay_out
from .mixtures import SeenShares, any_picture, named_scene, placed_scene, told_discs, told_lattice, told_route
from .muon import Muon
from .place import Place, fit_place
from .scenes import COLOUR_NAMES

WARM_UP_STEPS = 100
LEAST_RATE_SHARE = 0.03
GUIDED_SHARE = 0.8
"""Attention is guided during this share of the steps."""
LATTICE_LOSS_WEIGHT = 0.7

Losses = dict[str, float]
Report = Callable[[int, Losses], None]


@dataclass(frozen=True)
class Rates:
    steps: int
    learning_rate: float
    muon_rate: float = 0.0
    """Of the decoder's hidden matrices; 0: AdamW updates them too."""
    held: float = 0.7
    """The share of the steps before the rates fall."""
    four_bit: float = 0.0
    """The share of the steps, at the end, in which the decoder's weights are rounded to 4 bits."""

    def factor(self, step: int) -> float:
        """Of the rates in a step, which counts from 0."""
        done = step / self.steps
        falling = 1.0 if done < self.held else (1 - done) / (1 - self.held)
        return min(1, (step + 1) / WARM_UP_STEPS) * max(LEAST_RATE_SHARE, falling)


@dataclass(frozen=True)
class LanguageMix:
    """Conversations a step of each kind, and what those about pictures ask."""

    seen: int
    told_discs: int
    told_lattices: int
    told_routes: int
    unrelated: int
    """Composite answers solved from their own listing while an unrelated picture is in view."""
    questions: int
    """Of a conversation."""
    seen_tokens: int
    """Most tokens of a conversation about a picture, beside those of the image."""
    shares: SeenShares
    on_every_layout: bool
    """Positions on every layout (placed_scene), or the first language (named_scene)."""
    guide_weight: float = 0.0
    varies_place: bool = False
    """Whether the strength of place varies, much on lattices and little on discs: so the decoder learns margins."""


class Optimizers:
    """AdamW, with weight decay on matrices alone, and Muon for the decoder's hidden matrices if it has a rate."""

    def __init__(self, model: SparkleTiny, rates: Rates, more: list[nn.Parameter] = []):
        hidden = [
            weight
            for name, weight in model.named_parameters()
            if rates.muon_rate and "text_model.layers" in name and weight.dim() == 2
        ]
        self.rates, self.all = rates, [*model.parameters(), *more]
        others = [weight for weight in self.all if not any(weight is each for each in hidden)]
        groups = [
            {"params": [weight for weight in others if weight.dim() >= 2], "weight_decay": 0.03},
            {"params": [weight for weight in others if weight.dim() < 2], "weight_decay": 0.0},
        ]
        self.adam = torch.optim.AdamW(groups, lr=rates.learning_rate, betas=(0.9, 0.95))
        self.muon = Muon(hidden, lr=rates.muon_rate) if hidden else None

    def begin(self, step: int) -> None:
        factor = self.rates.factor(step)
        for optimizer, rate in ((self.adam, self.rates.learning_rate), (self.muon, self.rates.muon_rate)):
            for group in optimizer.param_groups if optimizer else []:
                group["lr"] = rate * factor
        for weight in self.all:
            weight.grad = None

    def finish(self) -> None:
        nn.utils.clip_grad_norm_(self.all, 1.0)
        self.adam.step()
        if self.muon:
            self.muon.step()


def train_vision(model: SparkleTiny, rates: Rates, pictures: int, seed: int, report: Report) -> None:
    """Teaches what is in each cell of the connector's output and where, by a head that is thrown away afterwards."""
    torch.manual_seed(seed)
    draws = random.Random(seed)
    colours = len(COLOUR_NAMES) + 1
    head = nn.Linear(model.shape.width, colours + 2)
    optimizers = Optimizers(model, rates, list(head.parameters()))
    for step in range(rates.steps):
        optimizers.begin(step)
        sheet = lay_out([any_picture(draws) for _ in range(pictures)], draws)
        said = head(model.encode(draw(sheet))).flatten(0, 1)  # (B * cells, colours + 2)
        shown = torch.from_numpy(sheet.cell_colours).flatten()
        is_something = shown > 0
        weights = torch.where(is_something, 1.0, 0.1)
        colour_losses = F.cross_entropy(said[:, :colours], shown, reduction="none")
        positions = torch.from_numpy(sheet.cell_positions).flatten(0, 1)
        errors = said[is_something, colours:] - positions[is_something]
        loss = (colour_losses * weights).sum() / weights.sum() + errors.pow(2).mean() * 20
        loss.backward()
        optimizers.finish()
        is_right = said[:, :colours].argmax(-1) == shown
        report(
            step,
            {
                "loss": loss.item(),
                "colours right": is_right[is_something].float().mean().item(),
                "error in cells": errors.abs().mean().item() * 10,
            },
        )


class LanguageTrainer:
    """Teaches the language, on the frozen features of the vision encoder and on words."""

    def __init__(self, model: SparkleTiny, encoder: ConversationEncoder, rates: Rates, mix: LanguageMix, seed: int):
        torch.manual_seed(seed)
        self.model, self.encoder, self.rates, self.mix = model, encoder, rates, mix
        self.draws = random.Random(seed)
        self.optimizers = Optimizers(model, rates)
        self.guide = AttentionGuide(encoder.tokenizer, encoder.image_start, encoder.image_tokens)
        if mix.guide_weight:
            watch(model)
        self.place = fit_place(model) if mix.varies_place else None

    def train(self, report: Report) -> None:
        for step in range(self.rates.steps):
            done = step / self.rates.steps
            self.optimizers.begin(step)
            self.model.set_four_bit(self.rates.four_bit > 0 and done > 1 - self.rates.four_bit)
            losses = self._learn(is_guided=bool(self.mix.guide_weight) and done < GUIDED_SHARE)
            self.optimizers.finish()
            report(step, losses)
        self.model.set_four_bit(False)

    def _learn(self, is_guided: bool) -> Losses:
        """One step's gradients. What is learned from pictures comes first, so that the draws are in a fixed order."""
        mix, draws = self.mix, self.draws
        losses: Losses = {}
        losses["seen"] = self._learn_seen(is_guided)
        if mix.told_discs:
            told = [told_discs(draws, mix.questions) for _ in range(mix.told_discs)]
            losses["told discs"] = self._learn_told(told, 230, is_guided)
        if mix.told_lattices:
            told = [told_lattice(draws) for _ in range(mix.told_lattices)]
            losses["told lattices"] = self._learn_told(told, 110, False, LATTICE_LOSS_WEIGHT)
        if mix.told_routes:
            told = [told_route(draws) for _ in range(mix.told_routes)]
            losses["told routes"] = self._learn_told(told, 150, is_guided)
        if mix.unrelated:
            losses["beside a picture"] = self._learn_unrelated(is_guided)
        return losses

    def _learn_seen(self, is_guided: bool) -> float:
        mix, draws, encoder = self.mix, self.draws, self.encoder
        make = placed_scene if mix.on_every_layout else named_scene
        made = [make(draws, mix.questions, mix.shares) for _ in range(mix.seen)]
        most = encoder.image_tokens + mix.seen_tokens
        ids, has_loss = stacked([encoder.encode(turns, True, most) for _, turns in made])
        scenes = [scene for scene, _ in made]
        sheet = lay_out(scenes, draws)
        features = self._features(sheet)
        if self.place:
            features = varied_place(features, self.place, [scene.is_lattice for scene in scenes])
        return self._backward(ids, has_loss, features, sheet.cell_colours, is_guided)

    def _learn_told(self, told, most: int, is_guided: bool, weight: float = 1.0) -> float:
        encoded = [self.encoder.encode(turns, False, most, telling) for telling, turns in told]
        return self._backward(*stacked(encoded), None, None, is_guided, weight)

    def _learn_unrelated(self, is_guided: bool) -> float:
        """Only conversations without a telling: the listing is in the answer, the picture is of something else."""
        scenes, encoded = [], []
        while len(scenes) < self.mix.unrelated:
            telling, turns = (told_lattice if len(scenes) % 2 else told_route)(self.draws)
            if telling:
                continue
            scenes.append(any_picture(self.draws))
            encoded.append(self.encoder.encode(turns, True, self.encoder.image_tokens + 150))
        features = self._features(lay_out(scenes, self.draws))
        # The names in the answer are told there: the cells of the picture are no place to look.
        return self._backward(*stacked(encoded), features, None, is_guided)

    @torch.no_grad()
    def _features(self, sheet) -> Tensor:
        return self.model.encode(draw(sheet))

    def _backward(self, ids, has_loss, features, cell_colours, is_guided: bool, weight: float = 1.0) -> float:
        loss = answer_loss(self.model, ids, has_loss, self.encoder.image_start, features)
        total = loss * weight
        if is_guided:
            total = total + self.mix.guide_weight * guide_loss(
                self.model, self.guide.targets(ids[:, :-1], cell_colours)
            )
        total.backward()
        return loss.item()


def varied_place(features: Tensor, place: Place, is_lattice: list[bool]) -> Tensor:
    """features (B, N, D) with the strength of place and its origin moved at random, one way a picture."""
    lattices = torch.tensor(is_lattice, dtype=torch.float)[:, None]
    uniform = lambda: torch.rand(len(is_lattice), 2) * 2 - 1
    gain = uniform() * (lattices * 0.25 + (1 - lattices) * 0.05)
    offset = uniform() * (lattices * 0.03 + (1 - lattices) * 0.008)
    return features + (features @ place.read_out * gain[:, None, :] + offset[:, None, :]) @ place.signal


def printing(stage: str, every: int = 50) -> Report:
    """A report of smoothed losses to the terminal."""
    smooth: Losses = {}
    begun = time.monotonic()

    def report(step: int, losses: Losses) -> None:
        for name, value in losses.items():
            smooth[name] = 0.97 * smooth.get(name, value) + 0.03 * value
        if (step + 1) % every == 0 or step + 1 in (5, 10, 20):
            told = ", ".join(f"{name} {value:.3f}" for name, value in smooth.items())
            print(f"{stage}: step {step + 1}, {time.monotonic() - begun:.0f} s, {told}", flush=True)

    return report
