"""The way to a cluster and back, walked with ms-swift itself: `npm run takeaway`, train.sh and infer.sh as they are written,
and `npm run score` on what comes back."""
import lab
from cluster import Journey
from comparison import Comparison
from embedded_model import answer_of, logits_of, open_adapter, open_model

STEPS = 3
# Validation and another scaling than the lab starts with; a task without a picture.
JOURNEY = Journey(
    'takeaway', '--steps', STEPS, '--warmup-steps', '1', '--batch-size', '4', '--questions-per-image', '4',
    '--validation-items', '2', '--validate-every', '2', '--scaling', 'rslora',
    '--tasks', 'direction,spp4,distance@told', '--items', '3')


@lab.once
def measured():
    """The lab's numbers with the adapter that ms-swift wrote."""
    return lab.ask_lab('measured-swift', measure=[lab.case('swift', JOURNEY.trained() / 'adapter', answers=False)])


class MsSwift(Comparison):
    def test_train(self):
        """ms-swift: train.sh as written; first loss and learning rates are those of the same experiment in the lab"""
        steps = JOURNEY.run()['steps']
        expected = JOURNEY.run_in_lab()['steps']
        self.assertEqual(len(steps), STEPS)
        self.assertEqual(len(expected), STEPS)
        for step, in_lab in zip(steps, expected):
            self.assertAlmostEqual(step['learningRate'], in_lab['learningRate'], 7)
        # From the second step on other A matrices were trained.
        told = f'{steps[0]["loss"]} in ms-swift, {expected[0]["loss"]:.6f} in the lab'
        self.figures.append(f'loss of the first step: {told}')
        self.assertLess(abs(steps[0]['loss'] - expected[0]['loss']), 1e-3, told)
        self.assertEqual([step['step'] for step in steps if 'validation' in step],
                         [step['step'] for step in expected if 'validation' in step])

    def test_shared(self):
        """ms-swift: train.sh on two processes, and on two nodes: losses and gradients are those of one process"""
        alone = JOURNEY.logged_by(1, 1)
        self.assertEqual(len(alone), STEPS)
        for processes, nodes in ((2, 1), (1, 2)):
            shared = JOURNEY.logged_by(processes, nodes)
            self.assertEqual(len(shared), STEPS)
            for what in ('loss', 'grad_norm'):
                off = max(abs(a[what] / b[what] - 1) for a, b in zip(shared, alone))
                self.figures.append(f'{what}, {nodes} nodes of {processes}: off by {off:.1e} of at most 1e-03')
                self.assertLess(off, 1e-3, f'{what}, {nodes} nodes of {processes}')

    def test_adapter(self):
        """ms-swift: the adapter that it wrote opens in the lab, with PEFT's logits"""
        answer = measured()
        folder = lab.plain_checkpoint()
        model = open_adapter(folder, JOURNEY.trained() / 'adapter')
        self.close('logits, adapter of ms-swift', (
            (logits_of(model, folder, item), answer.tensors[f'swift/logits/{item["id"]}']) for item in answer.said['items']), 5e-5)

    def test_infer(self):
        """ms-swift: infer.sh as written; before and after are greedy answers of transformers, without the adapter and with it"""
        folder = lab.plain_checkpoint()
        items = JOURNEY.items()
        self.assertTrue(any(item['image'] is None for item in items))
        models = {'before': open_model(folder), 'after': open_adapter(folder, JOURNEY.trained() / 'adapter')}
        for when, model in models.items():
            expected = [answer_of(model, folder, item, JOURNEY.answer_tokens()) for item in items]
            self.assertEqual(JOURNEY.answers()[when], expected, when)

    def test_score(self):
        """ms-swift: npm run score on what infer.sh packs"""
        said, run_file = JOURNEY.scored()
        self.assertIn('direction', said)
        # The run file is one like any other.
        self.assertIn('direction', lab.command('experiment', '--run', run_file))
