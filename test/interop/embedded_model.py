"""The embedded model in transformers and PEFT: opening it, and its numbers on the lab's items.

Shapes: T tokens, V vocabulary, S side of an image. Not here: the lab's numbers (lab.py), comparisons (test_*.py).
"""
import functools

import torch
from PIL import Image
from peft import PeftModel
from transformers import AutoModelForImageTextToText, AutoProcessor


def open_model(folder, **options):
    """The model of a folder, as anyone would open it."""
    return AutoModelForImageTextToText.from_pretrained(folder, attn_implementation='eager', **options).eval()


@functools.cache
def processor_of(folder):
    """The processor of a folder."""
    return AutoProcessor.from_pretrained(folder)


def open_adapter(folder, adapter, **options):
    """The model of a folder with an adapter of PEFT's layout on it."""
    return PeftModel.from_pretrained(open_model(folder), adapter, **options)


def inputs_of(folder, item):
    """What the processor makes of an item: input_ids [1, T], pixel_values [1, 1, 3, S, S] and their masks. The image may be
    None: then there are no pixels."""
    processor = processor_of(folder)
    question = {'type': 'text', 'text': item['question']}
    content = [{'type': 'image'}, question] if item['image'] else [question]
    prompt = processor.apply_chat_template([{'role': 'user', 'content': content}], add_generation_prompt=True)
    if not item['image']:
        return processor(text=prompt, return_tensors='pt', add_special_tokens=False)
    with Image.open(item['image']) as image:
        return processor(text=prompt, images=[image.convert('RGB')], return_tensors='pt', add_special_tokens=False)


@torch.no_grad()
def logits_of(model, folder, item):
    """Logits [T, V] of an item's prompt, as float32."""
    return model(**inputs_of(folder, item)).logits[0].float().numpy()


@torch.no_grad()
def answer_of(model, folder, item, tokens=96):
    """The greedy answer to an item."""
    inputs = inputs_of(folder, item)
    ids = model.generate(**inputs, max_new_tokens=tokens, do_sample=False)[0, inputs['input_ids'].shape[1]:]
    return processor_of(folder).decode(ids, skip_special_tokens=True).strip()
