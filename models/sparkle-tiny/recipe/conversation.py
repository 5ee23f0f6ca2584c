"""Conversations as tokens, with a mask of those that have loss. Not here: which questions are asked (mixtures.py).

One conversation: `<|im_start|>User:`, the image, then turns of question, `<end_of_utterance>`, `Assistant:`, answer,
`<end_of_utterance>`. LANGUAGE.md has it to the letter. Letters: B conversations, T tokens.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .architecture import SparkleTiny
from .byte_pairs import Tokenizer
from .mixtures import Turn

LOSS_PARTS = ("all", "outline", "listing", "solving", "form")
"""Which part of an answer has loss. all: every token. outline: what is outside brackets, up to the last bracket. listing: all
up to the last bracket. solving: what follows the last bracket. form: up to the last colon, no digit and no direction."""

_STEPS = ("right", "left", "up", "down")


@dataclass(frozen=True)
class Encoded:
    ids: np.ndarray
    """(T + 1,)"""
    has_loss: np.ndarray
    """(T,): whether the prediction of the token after it counts."""


class ConversationEncoder:
    """Makes conversations of turns. `image_start` is the place of the first image token in those with a picture."""

    def __init__(self, tokenizer: Tokenizer, image_tokens: int):
        self.tokenizer = tokenizer
        self.image_tokens = image_tokens
        start, self.end, fake, image, whole = (
            tokenizer.ids[text]
            for text in (
                *("<|im_start|>", "<end_of_utterance>"),
                *("<fake_token_around_image>", "<image>", "<global-img>"),
            )
        )
        self._told_head = [start, *tokenizer.encode("User:")]
        self._shown_head = [*self._told_head, fake, whole, *[image] * image_tokens, fake]
        self.image_start = self._shown_head.index(image)
        self._before_answer = [self.end, *tokenizer.encode("\nAssistant:")]

    def prompt(self, question: str, has_picture: bool) -> list[int]:
        """The tokens up to where the answer begins."""
        head = self._shown_head if has_picture else self._told_head
        return [*head, *self.tokenizer.encode(question), *self._before_answer]

    def encode(self, turns: list[Turn], has_picture: bool, most: int, told: str = "") -> Encoded:
        """The conversation in `most` + 1 tokens; turns that do not fit are left out. `told` stands before the first."""
        ids = list(self._shown_head if has_picture else self._told_head)
        has_loss = np.zeros(most, bool)
        for place, turn in enumerate(turns):
            if place == 0:
                asked = self.tokenizer.encode(told + turn.question)
            else:
                asked = self.tokenizer.encode("\nUser:") + self.tokenizer.encode(turn.question)
            answer = [*self.tokenizer.encode(" " + turn.answer), self.end]
            if len(ids) + len(asked) + len(self._before_answer) + len(answer) > most + 1:
                break
            ids += asked + self._before_answer
            first = len(ids) - 1
            ids += answer
            has_loss[first : first + len(answer)] = self._loss_part(answer, turn.loss)
        padded = np.zeros(most + 1, np.int16)
        padded[: len(ids)] = ids
        return Encoded(padded, has_loss)

    def _loss_part(self, answer: list[int], part: str) -> np.ndarray:
        """(tokens of the answer,)"""
        has_loss = np.ones(len(answer), bool)
        texts = [self.tokenizer.decode([number]) for number in answer]
        if part == "all":
            return has_loss
        if part == "form":
            bare = [text.strip() for text in texts]
            last = max((k for k, text in enumerate(bare) if text == ":"), default=len(answer) - 1)
            for k, text in enumerate(bare):
                has_loss[k] = k <= last and not text.isdigit() and text not in _STEPS
            return has_loss
        last = max((k for k, text in enumerate(texts) if ")" in text), default=len(answer) - 1)
        if part == "solving":
            has_loss[: last + 1] = False
            return has_loss
        is_inside = False
        for k, text in enumerate(texts):
            is_inside = is_inside and ")" not in text
            if is_inside and part == "outline":
                has_loss[k] = False
            is_inside = is_inside or "(" in text
        has_loss[last + 1 :] = False
        return has_loss


def stacked(conversations: list[Encoded]) -> tuple[Tensor, Tensor]:
    """ids (B, T + 1) and has_loss (B, T), cut after the last token with loss."""
    ids = np.stack([each.ids for each in conversations])
    has_loss = np.stack([each.has_loss for each in conversations])
    used = int(np.where(has_loss.any(0))[0].max()) + 1
    return torch.from_numpy(ids[:, : used + 1]).long(), torch.from_numpy(has_loss[:, :used])


def answer_loss(
    model: SparkleTiny, ids: Tensor, has_loss: Tensor, image_start: int, features: Tensor | None = None
) -> Tensor:
    """The mean cross-entropy of the tokens with loss, in nats."""
    logits = model(ids[:, :-1], features, image_start)
    losses = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none").view(has_loss.shape)
    return (losses * has_loss).sum() / has_loss.sum()
