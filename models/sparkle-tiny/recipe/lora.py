"""Training an adapter on a skill, as the lab does: the recipe's own measure of what the base model becomes. Not here: judging
it (measure.py), adapters as files (the lab has those)."""

import math
import random

import torch
from torch import Tensor

from .architecture import LoraPair, SparkleTiny
from .conversation import ConversationEncoder, answer_loss, stacked
from .drawing import draw, lay_out
from .mixtures import composite_scene, skill_scene

WARM_UP_STEPS = 20
MOST_TOKENS = 240
"""Of a conversation, beside those of the image."""
COMPOSITE = "composite"


def add_adapter(model: SparkleTiny, rank: int) -> list[Tensor]:
    """LoRA matrices on all projections of the decoder, alpha twice the rank, B zero. Returns A and B of each in turn."""
    matrices: list[Tensor] = []
    for linear in model.decoder_linears.values():
        a = (torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features)).requires_grad_()
        b = torch.zeros(linear.out_features, rank).requires_grad_()
        linear.lora = LoraPair(a, b, scale=2.0)
        matrices += [a, b]
    return matrices


def remove_adapter(model: SparkleTiny) -> None:
    for linear in model.decoder_linears.values():
        linear.lora = None


def train_adapter(
    model: SparkleTiny,
    encoder: ConversationEncoder,
    skill: str,
    steps: int,
    learning_rate: float = 6e-3,
    conversations: int = 8,
    questions: int = 12,
    rank: int = 8,
    seed: int = 0,
) -> list[float]:
    """Trains a new adapter on a skill or on the composite tasks; the base is left as it is. Returns the loss of each step."""
    torch.manual_seed(seed)
    draws = random.Random(100 + seed)
    matrices = add_adapter(model, rank)
    optimizer = torch.optim.AdamW(matrices, lr=learning_rate, weight_decay=0.0)
    model.requires_grad_(False)
    losses: list[float] = []
    for step in range(steps):
        falling = 0.5 + 0.5 * math.cos(math.pi * step / steps)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * min(1, (step + 1) / WARM_UP_STEPS) * falling
        scenes, encoded = [], []
        for _ in range(conversations):
            scene, turns = composite_scene(draws) if skill == COMPOSITE else skill_scene(draws, skill, questions)
            scenes.append(scene)
            encoded.append(encoder.encode(turns, True, encoder.image_tokens + MOST_TOKENS))
        with torch.no_grad():
            features = model.encode(draw(lay_out(scenes)))
        loss = answer_loss(model, *stacked(encoded), encoder.image_start, features)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(matrices, 1.0)
        optimizer.step()
        losses.append(loss.item())
    model.requires_grad_(True)
    return losses
