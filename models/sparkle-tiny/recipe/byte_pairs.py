"""The tokenizer: byte-level byte-pair encoding, digits one by one, as tokenizer.json says it. Text to tokens and back.

Not here: making the merges. They were learned on the questions of an early version whose texts are not kept, so
tokenizer.json is an ingredient of the recipe and not one of its results.
"""

import json
import re
from pathlib import Path

SPECIAL_TOKENS = [
    "<|endoftext|>", "<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<image>", "<global-img>",
]
SHIPPED_TOKENIZER = Path(__file__).resolve().parent.parent / "tokenizer.json"

_WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def _letters_of_bytes() -> dict[int, str]:
    """A printable letter for each byte: its own if it is visible in Latin-1, else the next one from U+0100 on."""
    letters, spare = {}, 0x100
    for byte in range(256):
        is_visible = 0x21 <= byte <= 0x7E or (0xA1 <= byte <= 0xFF and byte != 0xAD)
        letters[byte] = chr(byte if is_visible else spare)
        spare += not is_visible
    return letters


class Tokenizer:
    """`ids` has the number of each token by its text, in which a space is `Ġ`."""

    def __init__(self, path: Path = SHIPPED_TOKENIZER):
        model = json.loads(Path(path).read_text(encoding="utf8"))["model"]
        self.path = Path(path)
        self.ids: dict[str, int] = model["vocab"]
        self._texts = {number: text for text, number in self.ids.items()}
        self._ranks = {tuple(pair): rank for rank, pair in enumerate(model["merges"])}
        self._letters = _letters_of_bytes()
        self._bytes = {letter: byte for byte, letter in self._letters.items()}
        self._known: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """Special tokens are not read from text."""
        runs = re.findall(r"\d|[^\d]+", text)
        words = [word for run in runs for word in ([run] if run.isdigit() else _WORDS.findall(run))]
        return [number for word in words for number in self._encode_word(word)]

    def decode(self, numbers: list[int]) -> str:
        """Special tokens are left out."""
        letters = "".join(self._texts[number] for number in numbers if number >= len(SPECIAL_TOKENS))
        return bytes(self._bytes[letter] for letter in letters).decode("utf8", "replace")

    def token(self, text: str) -> int:
        """The only token of a text."""
        (number,) = self.encode(text)
        return number

    def _encode_word(self, word: str) -> list[int]:
        if word not in self._known:
            parts = [self._letters[byte] for byte in word.encode("utf8")]
            while len(parts) > 1:
                pairs = list(zip(parts, parts[1:]))
                best = min(pairs, key=lambda pair: self._ranks.get(pair, float("inf")))
                if best not in self._ranks:
                    break
                at = pairs.index(best)
                parts[at : at + 2] = ["".join(best)]
            self._known[word] = [self.ids[part] for part in parts]
        return self._known[word]
