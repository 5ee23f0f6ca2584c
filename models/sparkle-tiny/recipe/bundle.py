"""The bundle that `npm run base-model` takes in: weights, tokenizer, configs, template, reference answers and pictures.

The weights are the float16 master; the reference numbers are made of the rounded values in float32, once plain and once with
the decoder in 4-bit blocks. Not here: the export to ONNX (../build.ts).
"""

import json
import random
import shutil
from pathlib import Path

import torch
from PIL import Image

from .architecture import Shape, SparkleTiny
from .byte_pairs import Tokenizer
from .checkpoint import save_model
from .conversation import ConversationEncoder
from .drawing import draw, lay_out
from .judging import item_of

ITEMS_SEED = 77
# The items of the reference, with the names of their pictures.
REFERENCE_TASKS = {
    "coordinates": "coord", "direction": "dir", "region": "region", "description": "desc",
    "spp4": "spp4", "spp5": "spp5", "tsp4": "tsp4", "tsp5": "tsp5",
}
LONGEST_ANSWER = 125
CONTEXT_TOKENS = 512
SHOWN_NUMBERS = 16
"""So many of the first features and logits are in the reference."""

CHAT_TEMPLATE = (
    "<|im_start|>{% for m in messages %}{{ m['role'][0] | upper }}{{ m['role'][1:] }}:{% for part in m['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)
ABOUT = (
    "float16-rounded master run in float32 by PyTorch; q4: decoder projections (q,k,v,o,gate,up,down) in 4-bit blocks of 32, "
    "scale = signed value of largest magnitude / -8, zero point 8; LM head, embeddings and vision unquantized"
)


def write_bundle(model: SparkleTiny, folder: Path, longest_answer: int = LONGEST_ANSWER) -> None:
    """Rounds the model's weights to float16, and writes everything that belongs to them but place.safetensors."""
    folder = Path(folder)
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    for weight in model.parameters():
        weight.data = weight.data.half().float()
    model.eval()
    save_model(model, folder / "model.safetensors", torch.float16)
    tokenizer = Tokenizer()
    shutil.copy(tokenizer.path, folder / "tokenizer.json")
    shutil.copy(Path(__file__).resolve().parent.parent / "LANGUAGE.md", folder / "LANGUAGE.md")
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE, encoding="utf8")
    for name, value in configs(model.shape, tokenizer).items():
        _write_json(folder / name, value)
    encoder = ConversationEncoder(tokenizer, model.shape.image_tokens)
    _write_json(folder / "reference.json", {"about": ABOUT, "items": references(model, encoder, folder, longest_answer)})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf8")


def configs(shape: Shape, tokenizer: Tokenizer) -> dict[str, dict]:
    """The JSON files of a Hugging Face checkpoint, by name."""
    start, end, padding = (tokenizer.ids[text] for text in ("<|im_start|>", "<end_of_utterance>", "<|endoftext|>"))
    ends = {"bos_token_id": start, "eos_token_id": end, "pad_token_id": padding}
    text = {
        "model_type": "llama", "hidden_size": shape.width, "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads, "num_key_value_heads": shape.heads,
        "head_dim": shape.width // shape.heads, "hidden_act": "silu", "max_position_embeddings": CONTEXT_TOKENS,
        "rope_theta": shape.rope_base, "rms_norm_eps": shape.rms_epsilon, "vocab_size": shape.vocabulary,
        **ends, "tie_word_embeddings": True,
    }
    vision = {
        "model_type": "idefics3_vision", "hidden_size": shape.vision_width, "intermediate_size": shape.vision_inner,
        "num_hidden_layers": shape.vision_layers, "num_attention_heads": shape.vision_heads,
        "image_size": shape.image_size, "patch_size": shape.patch_size, "hidden_act": "gelu_pytorch_tanh",
        "layer_norm_eps": shape.layer_epsilon,
    }
    return {
        "config.json": {
            "architectures": ["Idefics3ForConditionalGeneration"], "model_type": "idefics3",
            "image_token_id": tokenizer.ids["<image>"], **ends, "scale_factor": shape.shuffle,
            "tie_word_embeddings": True, "use_cache": True, "vocab_size": shape.vocabulary,
            "text_config": text, "vision_config": vision,
        },
        "preprocessor_config.json": {
            "image_processor_type": "Idefics3ImageProcessor", "processor_class": "Idefics3Processor",
            "do_convert_rgb": True, "do_image_splitting": False, "do_normalize": True, "do_pad": True,
            "do_rescale": True, "do_resize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
            "rescale_factor": 1 / 255, "resample": 1, "size": {"longest_edge": shape.image_size},
            "max_image_size": {"longest_edge": shape.image_size},
        },
        "processor_config.json": {"image_seq_len": shape.image_tokens, "processor_class": "Idefics3Processor"},
        "generation_config.json": ends,
        "tokenizer_config.json": {
            "tokenizer_class": "GPT2Tokenizer", "processor_class": "Idefics3Processor", "add_prefix_space": False,
            "bos_token": "<|im_start|>", "eos_token": "<end_of_utterance>", "pad_token": "<|endoftext|>",
            "unk_token": "<|endoftext|>", "clean_up_tokenization_spaces": False, "model_max_length": CONTEXT_TOKENS,
            "chat_template": CHAT_TEMPLATE,
        },
    }


@torch.no_grad()
def references(model: SparkleTiny, encoder: ConversationEncoder, folder: Path, longest_answer: int) -> list[dict]:
    """Fixed items with features, logits and greedy answers; their pictures are written as PNG files and read back."""
    draws = random.Random(ITEMS_SEED)
    items = []
    for place, (task, name) in enumerate(REFERENCE_TASKS.items()):
        item = item_of(draws, task)
        pixels = ((draw(lay_out([item.scene]))[0] + 1) / 2 * 255).round().byte().permute(1, 2, 0)  # (S, S, 3)
        image = f"reference/{place}-{name}.png"
        Image.fromarray(pixels.numpy()).save(folder / image)
        features = model.encode(pixels.permute(2, 0, 1)[None].float() / 255 * 2 - 1)
        prompt = encoder.prompt(item.question, True)
        found = {
            "image": image,
            "question": item.question,
            "input_ids": prompt,
            "image_features_norm": round(float(features.norm()), 5),
            "image_features_head": [round(float(x), 5) for x in features[0, 0, :SHOWN_NUMBERS]],
        }
        for numbers, is_four_bit in (("float", False), ("q4", True)):
            model.set_four_bit(is_four_bit)
            found[numbers] = _answer(model, encoder, prompt, features, longest_answer)
        model.set_four_bit(False)
        items.append(found)
    return items


def _answer(model: SparkleTiny, encoder: ConversationEncoder, prompt: list[int], features, longest: int) -> dict:
    ids = list(prompt)
    first = None
    for _ in range(longest):
        logits = model(torch.tensor([ids]), features, encoder.image_start)[0, -1]  # (V,)
        first = logits if first is None else first
        token = int(logits.argmax())
        if token == encoder.end:
            break
        ids.append(token)
    return {
        "answer": encoder.tokenizer.decode(ids[len(prompt) :]).strip(),
        "first_logits_head": [round(float(x), 5) for x in first[:SHOWN_NUMBERS]],
        "first_logits_argmax": int(first.argmax()),
        "first_logits_norm": round(float(first.norm()), 5),
    }
