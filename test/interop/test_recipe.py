"""The recipe of the embedded model: the data it makes, the model it builds, and a smoke run of all its stages.

Alone: `python test/interop/test_recipe.py`, with the packages of models/sparkle-tiny/recipe/requirements.txt and Node. Not
here: whether the whole recipe gives as good a model again, which takes hours.
"""

import hashlib
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "models/sparkle-tiny"
sys.path.insert(0, str(SHIPPED))

from recipe import bundle, checkpoint, drawing, mixtures, place  # noqa: E402
from recipe.attention_guide import AttentionGuide  # noqa: E402
from recipe.conversation import stacked  # noqa: E402
from recipe.lora import remove_adapter, train_adapter  # noqa: E402
from recipe.measure import answers  # noqa: E402
from recipe.stages import MARGINS_MIX, NAMES_MIX, SHIPPED_STRENGTH, STAGES, Run, new_encoder, run_stage  # noqa: E402

SMOKE_STEPS = {"vision": 40}
LANGUAGE_STEPS = 16


def shipped_model():
    return checkpoint.load_model(SHIPPED / "model.safetensors")


class Data(unittest.TestCase):
    """Digests of what the scripts that made the weights gave for the same seed, compared before they were rewritten."""

    def test_conversations_masks_and_attention_targets_are_those_of_the_making(self):
        encoder = new_encoder(shipped_model())
        guide = AttentionGuide(encoder.tokenizer, encoder.image_start, encoder.image_tokens)
        draws, digest = random.Random(3), hashlib.sha256()
        for _ in range(40):
            scene, seen = mixtures.placed_scene(draws, 4, MARGINS_MIX.shares)
            _, named = mixtures.named_scene(draws, 4, NAMES_MIX.shares)
            _, skills = mixtures.skill_scene(draws, "all", 12)
            _, composite = mixtures.composite_scene(draws)
            shown = [encoder.encode(turns, True, 276) for turns in (seen, named, skills, composite)]
            told = [mixtures.told_discs(draws, 4), mixtures.told_lattice(draws), mixtures.told_route(draws)]
            words = [encoder.encode(turns, False, 230, telling) for telling, turns in told]
            for each in (*shown, *words):
                digest.update(each.ids.tobytes() + each.has_loss.tobytes())
            sheet = drawing.lay_out([scene], draws)
            digest.update(sheet.cell_colours.tobytes() + sheet.cell_positions.tobytes())
            targets = guide.targets(stacked(shown[:1])[0], sheet.cell_colours) + guide.targets(stacked(words)[0])
            found = sorted((each.layer, each.head, each.row, each.query, each.keys) for each in targets)
            digest.update(json.dumps(found).encode())
        self.assertEqual(digest.hexdigest(), "a9ebd738f84ca344aec929e70017ce0034d89c6102d93ce9da56c726d99fd065")

    def test_of_a_picture_nothing_is_learned_beyond_what_the_card_says(self):
        """No loss on a direction word, a distance, a hop, a leg or a move of an answer about the picture in view."""
        encoder = new_encoder(shipped_model())
        draws, checked = random.Random(8), 0
        for make, mix in ((mixtures.named_scene, NAMES_MIX), (mixtures.placed_scene, MARGINS_MIX)):
            for _ in range(400):
                _, turns = make(draws, mix.questions, mix.shares)
                for turn in turns:
                    encoded = encoder.encode([turn], True, 276)
                    learned = encoder.tokenizer.decode(encoded.ids[1:][encoded.has_loss].tolist())
                    if "shortest" in turn.question:
                        self.assertRegex(learned, r"\)[,;]?$")
                        self.assertNotRegex(learned.split("grid", 1)[-1], r"right|left|up|down| to ")
                        checked += 1
                    elif any(word in turn.question for word in ("direction", "far", "distance", "closer")):
                        self.assertNotRegex(learned, r"\d|right|left|up|down")
                        self.assertTrue(learned.endswith(":"), learned)
                        checked += 1
        self.assertGreater(checked, 300)


class Model(unittest.TestCase):
    def test_with_the_shipped_weights_the_reference_comes_back(self):
        model = shipped_model()
        encoder = new_encoder(model)
        wanted = json.loads((SHIPPED / "reference.json").read_text())["items"]
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "reference").mkdir()
            found = bundle.references(model, encoder, Path(folder), longest_answer=1)
            for a, b in zip(found, wanted, strict=True):
                self.assertEqual([a[key] for key in ("image", "question", "input_ids")], [b[key] for key in ("image", "question", "input_ids")])
                pictures = [np.asarray(Image.open(Path(where) / a["image"])) for where in (folder, SHIPPED)]
                self.assertTrue((pictures[0] == pictures[1]).all(), a["image"])
                np.testing.assert_allclose(a["image_features_head"], b["image_features_head"], atol=1e-4)
                for numbers in ("float", "q4"):
                    np.testing.assert_allclose(a[numbers]["first_logits_head"], b[numbers]["first_logits_head"], atol=1e-3)
        draws = random.Random(bundle.ITEMS_SEED)
        scenes = [bundle.item_of(draws, task).scene for task in bundle.REFERENCE_TASKS]
        model.set_four_bit(True)
        said = answers(model, encoder, [item["question"] for item in wanted], scenes, bundle.LONGEST_ANSWER)
        self.assertEqual(said, [item["q4"]["answer"] for item in wanted])

    def test_the_strength_of_place_can_be_set_again(self):
        """Sharpened by the written component, a weakened model gives the features that it had."""
        sharp, weak = shipped_model(), shipped_model()
        place.weaken(weak, SHIPPED_STRENGTH)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "place.safetensors"
            place.write_place(sharp, SHIPPED_STRENGTH, path)
            read = checkpoint.load_file(str(path))
        draws = random.Random(2)
        pictures = drawing.draw(drawing.lay_out([mixtures.any_picture(draws) for _ in range(8)]))
        with torch.no_grad():
            wanted, faint = sharp.encode(pictures), weak.encode(pictures)
        again = faint + (1 - SHIPPED_STRENGTH) * (faint @ read["read_out"]) @ read["signal"]
        self.assertGreater((wanted - faint).abs().max().item(), 1e-2)
        np.testing.assert_allclose(again.numpy(), wanted.numpy(), atol=2e-3)

    def test_an_adapter_learns_and_leaves_the_base_as_it_is(self):
        model = shipped_model()
        before = {name: weight.clone() for name, weight in model.state_dict().items()}
        losses = train_adapter(model, new_encoder(model), "localization", steps=12, conversations=2, questions=6)
        self.assertLess(np.mean(losses[-3:]), np.mean(losses[:3]))
        remove_adapter(model)
        self.assertTrue(all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items()))


class Smoke(unittest.TestCase):
    def test_every_stage_learns_and_the_bundle_opens(self):
        losses: dict[str, list[float]] = {}

        def recording(stage: str):
            return lambda _step, found: losses.setdefault(stage, []).append(
                found["loss"] if "loss" in found else sum(found.values())
            )

        with tempfile.TemporaryDirectory() as folder:
            for stage in STAGES:
                steps = SMOKE_STEPS.get(stage.name, LANGUAGE_STEPS)
                run = Run(Path(folder), 1, steps, recording, batch_share=0.25, longest_answer=4)
                run_stage(stage, run)
            self.assertEqual(list(losses), ["vision", "names", "positions", "forms", "margins"])
            for stage, found in losses.items():
                first, last = np.mean(found[:4]), np.mean(found[-4:])
                print(f"{stage}: loss {first:.3f} -> {last:.3f}")
                self.assertLess(last, first, stage)
            sizes = self.page_files(Path(folder) / "bundle", Path(folder) / "taken-in")
        shipped = {path.name: path.stat().st_size for path in (ROOT / "public/models/sparkle-tiny/onnx").glob("*.onnx")}
        made = {Path(name).name: size for name, size in sizes.items() if name.endswith(".onnx")}
        self.assertEqual(made, shipped)
        self.assertIn("place.safetensors", sizes)

    def test_a_stage_without_the_one_before_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(FileNotFoundError, "Run the stage vision first"):
                run_stage(STAGES[1], Run(Path(folder), 1, 1))

    def page_files(self, taken: Path, where: Path) -> dict[str, int]:
        command = ["node", "--import", "tsx", "test/interop/recipe-bundle.ts", str(taken), str(where)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
