"""A model's tokens and pixels by its own chat template, tokenizer and image processor, each as transformers opens it from the
folder that its authors published, for one image that is not split into tiles.

They are put together here as SmolVLM2's own processor does, which does not open without torchvision and num2words: it handles
videos too. Shapes: T tokens, S side of an image. Not here: the folder that the lab writes of the model (cluster.py).
"""
import torch
from PIL import Image
from transformers import AutoConfig, AutoImageProcessor, AutoTokenizer
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string

from loss import IGNORED

IMAGE = '<image>'


class OwnParts:
    """The parts of the model in a folder."""

    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.image_processor = AutoImageProcessor.from_pretrained(folder)
        config = AutoConfig.from_pretrained(folder)
        vision = config.vision_config
        self.side = vision.image_size
        tokens = (vision.image_size // vision.patch_size // config.scale_factor) ** 2
        self.image_text = get_image_prompt_string(
            0, 0, tokens, fake_token_around_image='<fake_token_around_image>', image_token=IMAGE,
            global_image_token='<global-img>')

    def text_of(self, messages, is_prompt):
        """The messages as the chat template writes them, with the tokens of the image in its place."""
        written = self.tokenizer.apply_chat_template(messages, add_generation_prompt=is_prompt, tokenize=False)
        return written.replace(IMAGE, self.image_text)

    def pixels_of(self, path):
        """[1, 1, 3, S, S] of an image file."""
        whole = {'longest_edge': self.side}
        with Image.open(path) as image:
            return self.image_processor([[image.convert('RGB')]], do_image_splitting=False, size=whole, max_image_size=whole,
                                        return_tensors='pt')['pixel_values']

    def prompt_of(self, item):
        """input_ids [1, T] of a question, and its pixel_values if it has an image."""
        image = [{'type': 'image'}] if item['image'] else []
        asked = [{'role': 'user', 'content': [*image, {'type': 'text', 'text': item['question']}]}]
        ids = self.tokenizer(self.text_of(asked, True), add_special_tokens=False, return_tensors='pt')['input_ids']
        return {'input_ids': ids, **({'pixel_values': self.pixels_of(item['image'])} if item['image'] else {})}

    def conversation_of(self, line, folder):
        """input_ids [1, T], labels [T] and pixels of a line of train.jsonl. Labels are the answers and the ends of their turns."""
        messages = [{'role': each['role'], 'content': [
            *([{'type': 'image'}] if IMAGE in each['content'] else []),
            {'type': 'text', 'text': each['content'].replace(IMAGE, '')}]} for each in line['messages']]
        text = self.text_of(messages, False)
        encoded = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        labels = torch.full((len(encoded['input_ids']),), IGNORED)
        end = self.tokenizer.eos_token
        for turn, message in enumerate(messages):
            if message['role'] != 'assistant':
                continue
            start = len(self.text_of(messages[:turn], True))
            stop = text.index(end, start) + len(end)
            for place, (first, last) in enumerate(encoded['offset_mapping']):
                if first >= start and last <= stop:
                    labels[place] = encoded['input_ids'][place]
        return torch.tensor([encoded['input_ids']]), labels, self.pixels_of(folder / line['images'][0])

    @torch.no_grad()
    def answer_of(self, model, item, tokens):
        """The greedy answer to an item, with all tokens of a random model."""
        inputs = self.prompt_of(item)
        mask = torch.ones_like(inputs['input_ids'])
        ids = model.generate(**inputs, attention_mask=mask, max_new_tokens=tokens, do_sample=False)[0, mask.shape[1]:]
        return self.tokenizer.decode(ids).split(self.tokenizer.eos_token)[0].strip()
