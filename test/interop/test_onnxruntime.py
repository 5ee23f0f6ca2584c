"""The lab's ONNX files in ONNX Runtime for Python: the numbers of the browser's build, which is WebAssembly."""
import numpy as np
import onnxruntime

import lab
from comparison import Comparison

# Another processor's instructions add in another order.
LOGITS = 5e-5
IMAGE_TOKEN = 4


def session(path):
    """A session on the processor."""
    return onnxruntime.InferenceSession(path, providers=['CPUExecutionProvider'])


def prompt_of(item, features, embed):
    """Embeddings [1, T, H] of an item's prompt, with the image's features [image tokens, H] in place."""
    ids = np.array([item['inputIds']], np.int64)
    rows = embed.run(None, {'input_ids': ids})[0].copy()
    rows[0, ids[0] == IMAGE_TOKEN] = features
    return rows


def logits_of(decoder, prompt, fed):
    """Logits [T, V] of a prompt without a past."""
    tokens = prompt.shape[1]
    feeds = {'inputs_embeds': prompt, 'attention_mask': np.ones((1, tokens), np.int64),
             'position_ids': np.arange(tokens, dtype=np.int64)[None], 'num_logits_to_keep': np.array(0, np.int64), **fed}
    for value in decoder.get_inputs():
        if value.name.startswith('past_key_values.'):
            feeds[value.name] = np.zeros((1, value.shape[1], 0, value.shape[3]), np.float32)
    names = {value.name for value in decoder.get_inputs()}
    return decoder.run(['logits'], {name: value for name, value in feeds.items() if name in names})[0][0]


class OnnxRuntime(Comparison):
    def logits(self, decoder, case, fed):
        measured = lab.measured()
        embed = session(lab.PUBLIC / 'onnx' / 'embed_tokens.onnx')
        self.close(f'logits, {decoder.name}, {case}', (
            (logits_of(session_of(decoder), prompt_of(item, measured.tensors[f'{case}/features/{item["id"]}'], embed), fed),
             measured.tensors[f'{case}/logits/{item["id"]}']) for item in measured.said['items']), LOGITS)

    def test_encoder(self):
        """onnxruntime: the vision encoder has the browser's features"""
        measured = lab.measured()
        encoder = session(lab.PUBLIC / 'onnx' / 'vision_encoder.onnx')
        self.close('features', (
            (encoder.run(None, {'pixel_values': measured.tensors[f'pixels/{item["id"]}']})[0][0],
             measured.tensors[f'base/features/{item["id"]}']) for item in measured.said['items']), LOGITS)

    def test_exported(self):
        """onnxruntime: the exported decoder has the browser's logits"""
        self.logits(lab.PUBLIC / 'onnx' / 'decoder_model_merged_q4.onnx', 'base', {})

    def test_adapted(self):
        """onnxruntime: the decoder with LoRA inputs has the browser's logits, fed with nothing and with an adapter"""
        decoder = lab.WORK / 'measured' / 'adapted-decoder.onnx'
        for case in ('base', 'trained', 'patterns'):
            prefix = f'{case}/input/'
            fed = {name.removeprefix(prefix): value for name, value in lab.measured().tensors.items() if name.startswith(prefix)}
            self.assertEqual(len(fed), 84)
            self.logits(decoder, case, fed)

    def test_merged(self):
        """onnxruntime: the decoder of npm run merge has the adapted decoder's logits"""
        self.logits(lab.merged_model() / 'onnx' / 'decoder_model_merged.onnx', 'trained', {})


_sessions = {}


def session_of(path):
    """The session of a file, opened once."""
    if path not in _sessions:
        _sessions[path] = session(path)
    return _sessions[path]
