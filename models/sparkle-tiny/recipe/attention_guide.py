"""Attention supervision: a head learns where to look, because we know where what it needs is.

In layer LOOK, at the name of an object, head 0 looks at the x digit and head 1 at the y digit that the telling gives for
that name; with a picture, head 2 looks at the image token of the cell that holds the object. In layer JOIN, at the colon of
`A: ...` and of `A to B: ...`, and at each number of what follows, head 0 looks at the first name and head 1 at the last. In
layer PICK, at the `;` that ends the distances from a stop, head 0 looks at the smallest. The loss is minus the logarithm of
the attention on the target. Not here: the loss of the answers (conversation.py).
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from .architecture import SparkleTiny
from .byte_pairs import Tokenizer
from .scenes import COLOUR_NAMES

LOOK, JOIN, PICK = 2, 3, 4
WATCHED_LAYERS = (LOOK, JOIN, PICK)


@dataclass(frozen=True)
class Target:
    """One place where a head should look."""

    layer: int
    head: int
    row: int
    """The conversation in the batch."""
    query: int
    """The token that looks."""
    keys: list[int]
    """The tokens that it should look at, any of them."""


@dataclass
class _Scene:
    """What is known of a conversation before its first question ends."""

    end: int = 0
    """The first token after the picture or the telling."""
    digits: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The places of the x and y digits that are told, by the token of the name."""
    image_tokens: dict[int, list[int]] = field(default_factory=dict)
    """The places of the image tokens that show an object, by its colour's place in COLOUR_NAMES."""


class AttentionGuide:
    def __init__(self, tokenizer: Tokenizer, image_start: int, image_tokens: int):
        self.image_start, self.image_tokens = image_start, image_tokens
        known = tokenizer.ids
        self.colour_of = {known[f"Ġ{name}"]: i for i, name in enumerate(COLOUR_NAMES) if f"Ġ{name}" in known}
        self.opening, self.to, self.colon = (tokenizer.encode(text)[0] for text in (" (", " to", ":"))
        self.space, self.either = (tokenizer.encode(text)[0] for text in (" 5", " or"))
        self.comma, self.semicolon = known[","], known[";"]
        self.end_of_utterance = known["<end_of_utterance>"]
        self.digit_of = {known[str(digit)]: digit for digit in range(10)}

    def targets(self, ids: Tensor, cell_colours=None) -> list[Target]:
        """Of ids (B, T); cell_colours (B, cells) as in drawing.Sheet, None for conversations without a picture."""
        found: list[Target] = []
        for row, tokens in enumerate(ids.tolist()):
            scene = self._told(tokens) if cell_colours is None else self._shown(cell_colours[row])
            found += self._looks(row, tokens, scene)
            found += self._picks(row, tokens, scene.end)
        return found

    def _shown(self, cell_colours) -> _Scene:
        scene = _Scene(end=self.image_start + self.image_tokens)
        for cell, colour in enumerate(cell_colours):
            if colour > 0:
                scene.image_tokens.setdefault(int(colour) - 1, []).append(self.image_start + cell)
        return scene

    def _told(self, tokens: list[int]) -> _Scene:
        """The telling: `name (x,y)`, up to the end of the first question or what looks like it."""
        scene, i = _Scene(), 0
        while i + 4 < len(tokens):
            token = tokens[i]
            if token in self.colour_of and tokens[i + 1] == self.opening and token not in scene.digits:
                scene.digits[token] = (i + 2, i + 4)
                i += 5
                scene.end = i
            elif scene.digits and token == self.end_of_utterance:
                break
            else:
                i += 1
        return scene

    def _looks(self, row: int, tokens: list[int], scene: _Scene) -> list[Target]:
        found: list[Target] = []
        is_colour = lambda place: 0 <= place < len(tokens) and tokens[place] in self.colour_of
        token_at = lambda place: tokens[place] if place < len(tokens) else None

        def join(query: int, first: int, last: int) -> None:
            found.append(Target(JOIN, 0, row, query, [first]))
            found.append(Target(JOIN, 1, row, query, [last]))

        anchor = 0  # The name that distances are measured from; 0 before there is one.
        for i in range(scene.end, len(tokens)):
            token = tokens[i]
            after_name = i > 0 and is_colour(i - 1)
            if token in self.colour_of:
                if token in scene.digits:
                    x, y = scene.digits[token]
                    found += [Target(LOOK, 0, row, i, [x]), Target(LOOK, 1, row, i, [y])]
                elif self.colour_of[token] in scene.image_tokens:
                    found.append(Target(LOOK, 2, row, i, scene.image_tokens[self.colour_of[token]]))
            elif token == self.colon and after_name:
                if token_at(i + 2) == self.either:  # `to A: B or C`
                    anchor = i - 1
                is_pair = i > 3 and tokens[i - 2] == self.to and is_colour(i - 3)
                first = i - 3 if is_pair else i - 1
                # `A to B: right 3, up 2: ...`
                is_worked_out = is_pair and i + 8 < len(tokens) and tokens[i + 8] == self.colon
                for offset in (0, 2, 4, 6) if is_worked_out else (0,):
                    join(i + offset, first, i - 1)
            elif (
                token == self.opening
                and i + 2 < len(tokens)
                and after_name
                and self.colour_of[tokens[i - 1]] in scene.image_tokens
            ):  # the digits of `A (3,7)` seen in a picture
                join(i, i - 1, i - 1)
                join(i + 2, i - 1, i - 1)
            elif (
                token == self.to
                and i + 2 < len(tokens)
                and after_name
                and is_colour(i + 1)
                and tokens[i + 2] == self.space
            ):  # `A to B 3, C 7;` in a route
                anchor = i - 1
            elif token == self.space and anchor and after_name:  # a leg of `B 3, C 7: B`
                join(i, anchor, i - 1)
        return found

    def _picks(self, row: int, tokens: list[int], start: int) -> list[Target]:
        """At the `;` after `A to B 6, C 3, D 9`: the first of the smallest distances."""
        found: list[Target] = []
        i = start
        while i < len(tokens) - 1:
            if tokens[i] != self.to or tokens[i - 1] not in self.colour_of:
                i += 1
                continue
            legs, i = self._legs(tokens, i + 1)
            if len(legs) > 1 and i < len(tokens) and tokens[i] == self.semicolon:
                least = min(length for length, _ in legs)
                nearest = next(place for length, place in legs if length == least)
                found.append(Target(PICK, 0, row, i, [nearest]))
        return found

    def _legs(self, tokens: list[int], at: int) -> tuple[list[tuple[int, int]], int]:
        """The legs `B 6, C 3, ...` from a place on: each length with the place of its first digit; and the place after."""
        legs: list[tuple[int, int]] = []
        while at + 2 < len(tokens) and tokens[at] in self.colour_of and tokens[at + 1] == self.space:
            first = at = at + 2
            length = 0
            while at < len(tokens) and tokens[at] in self.digit_of:
                length = length * 10 + self.digit_of[tokens[at]]
                at += 1
            legs.append((length, first))
            if at < len(tokens) and tokens[at] == self.comma:
                at += 1
            else:
                break
        return legs, at


def watch(model: SparkleTiny) -> None:
    """Keeps queries and keys of the guided layers from now on."""
    for layer in WATCHED_LAYERS:
        model.model.text_model.layers[layer].self_attn.is_watched = True


def guide_loss(model: SparkleTiny, targets: list[Target]) -> Tensor:
    """Minus the mean log of the attention on the targets, summed over the layers, for the last forward pass. A number."""
    total = torch.zeros(())
    for layer in WATCHED_LAYERS:
        q, k = model.model.text_model.layers[layer].self_attn.watched  # (B, heads, T, head width) each
        tokens = q.shape[2]
        own = [target for target in targets if target.layer == layer and target.query < tokens]
        if not own:
            continue
        heads, rows, queries = (
            torch.tensor(each) for each in zip(*((target.head, target.row, target.query) for target in own))
        )
        scores = torch.einsum("nd,ntd->nt", q[rows, heads, queries], k[rows, heads]) * q.shape[-1] ** -0.5
        is_later = torch.arange(tokens)[None] > queries[:, None]
        attention = scores.masked_fill(is_later, -1e9).log_softmax(-1)  # (targets, T)
        is_target = torch.zeros(attention.shape, dtype=torch.bool)
        for place, target in enumerate(own):
            is_target[place, target.keys] = True
        total = total - attention.masked_fill(~is_target, -1e9).logsumexp(-1).mean()
    return total
