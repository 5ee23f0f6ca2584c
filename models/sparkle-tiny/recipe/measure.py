"""What a model can do: greedy answers to random items, on 4-bit decoder weights as the lab has them.

Three measures: the share of right answers to tasks, how exact named positions are, and how exact the listing inside composite
answers is. Every measure has a seed of its own, so models are compared on the same items. Not here: training.
"""

import random
import re
from dataclasses import dataclass

import torch

from .architecture import SparkleTiny
from .conversation import ConversationEncoder
from .drawing import draw, lay_out
from .judging import TOLD, item_of
from .scenes import TEST_COLOURS, Scene, cell, discs, lattice

ITEMS_SEED, NAMING_SEED, LISTING_SEED = 1234, 5, 4321
LONGEST_ANSWER = 115
"""In tokens."""
BATCH = 256
LAYOUTS = ("five discs", "lattice of 4", "lattice of 5")


@torch.no_grad()
def answers(
    model: SparkleTiny,
    encoder: ConversationEncoder,
    questions: list[str],
    scenes: list[Scene] | None,
    longest: int = LONGEST_ANSWER,
) -> list[str]:
    """Greedy answers, about pictures or, without scenes, about words alone."""
    prompts = [encoder.prompt(question, scenes is not None) for question in questions]
    rows = torch.arange(len(prompts))
    ids = torch.zeros(len(prompts), max(map(len, prompts)) + longest, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        ids[row, : len(prompt)] = torch.tensor(prompt)
    begun = torch.tensor([len(prompt) for prompt in prompts])
    length, is_done = begun.clone(), torch.zeros(len(prompts), dtype=torch.bool)
    features = None if scenes is None else model.encode(draw(lay_out(scenes)))
    for _ in range(longest):
        logits = model(ids[:, : int(length.max())], features, encoder.image_start, last=length - 1)
        token = logits.argmax(-1)
        is_done |= token == encoder.end
        ids[rows, length.clamp(max=ids.shape[1] - 1)] = torch.where(is_done, 0, token)
        length = torch.where(is_done, length, length + 1)
        if bool(is_done.all()):
            break
    return [
        encoder.tokenizer.decode(ids[row, begun[row] : length[row]].tolist()).strip() for row in range(len(prompts))
    ]


def share_right(model: SparkleTiny, encoder: ConversationEncoder, task: str, count: int) -> float:
    """The share of items of a task that are answered rightly, 0 to 1."""
    draws = random.Random(ITEMS_SEED)
    items = [item_of(draws, task) for _ in range(count)]
    right = 0
    for start in range(0, count, BATCH):
        some = items[start : start + BATCH]
        scenes = None if task.endswith(TOLD) else [item.scene for item in some]
        said = answers(model, encoder, [item.question for item in some], scenes)
        right += sum(item.is_right(answer) for item, answer in zip(some, said))
    return right / count


@dataclass(frozen=True)
class Exactness:
    """Shares of positions, 0 to 1: both digits right, and both at most one off."""

    exact: float
    within_one: float


def named_positions(model: SparkleTiny, encoder: ConversationEncoder, count: int) -> dict[str, Exactness]:
    """Of answers to `Where is A?`, by layout."""
    draws = random.Random(NAMING_SEED)
    found: dict[str, Exactness] = {}
    for layout in LAYOUTS:
        scenes = [
            discs(draws, 5, 2.0, TEST_COLOURS) if layout == LAYOUTS[0] else lattice(draws, int(layout[-1]))
            for _ in range(count)
        ]
        asked = [draws.randrange(len(scene.positions)) for scene in scenes]
        questions = [f"Where is {scene.names[i]}?" for scene, i in zip(scenes, asked)]
        said = answers(model, encoder, questions, scenes, 10)
        errors = [
            _error(re.search(r"\((\d),(\d)\)", answer), scene.positions[i])
            for scene, i, answer in zip(scenes, asked, said)
        ]
        found[layout] = _exactness(errors)
    return found


def listed_positions(model: SparkleTiny, encoder: ConversationEncoder, task: str, count: int) -> Exactness:
    """Of composite answers: whether all positions that they list are right."""
    draws = random.Random(LISTING_SEED)
    items = [item_of(draws, task) for _ in range(count)]
    said = answers(model, encoder, [item.question for item in items], [item.scene for item in items])
    errors = []
    for item, answer in zip(items, said):
        listed = {match[1]: match for match in re.finditer(r"(\w+) \((\d),(\d)\)", answer.split(":")[0])}
        pairs = zip(item.scene.names, item.scene.positions)
        errors.append(max(_error(listed.get(name), place, first_group=2) for name, place in pairs))
    return _exactness(errors)


def _error(match: re.Match | None, place, first_group: int = 1) -> int:
    """The larger of the errors in x and y, in cells; 9 if there is no position."""
    if match is None:
        return 9
    column, row = cell(place)
    return max(abs(int(match[first_group]) - column), abs(int(match[first_group + 1]) - row))


def _exactness(errors: list[int]) -> Exactness:
    share = lambda most: sum(error <= most for error in errors) / len(errors)
    return Exactness(share(0), share(1))


COMPOSITES = ("spp4", "spp5", "tsp4")
TOLD_TASKS = tuple(task + TOLD for task in (*COMPOSITES, "direction"))


def table(model: SparkleTiny, encoder: ConversationEncoder, count: int) -> dict[str, str]:
    """All measures as percentages in words, by what they are of."""
    per_cent = lambda share: str(round(100 * share))
    model.set_four_bit(True)
    rows = {task: per_cent(share_right(model, encoder, task, count)) for task in (*COMPOSITES, "direction", *TOLD_TASKS)}
    for layout, found in named_positions(model, encoder, count).items():
        rows[f"position exact, {layout}"] = f"{per_cent(found.exact)} ({per_cent(found.within_one)} within one cell)"
    for task in COMPOSITES:
        rows[f"listing exact, {task}"] = per_cent(listed_positions(model, encoder, task, count).exact)
    model.set_four_bit(False)
    return rows
