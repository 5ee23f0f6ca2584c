"""What the tests have in common: comparing numbers, and telling how far apart they are.

Not here: what is compared (test_*.py), counting tests (main.py).
"""
import unittest

import numpy as np


class Comparison(unittest.TestCase):
    """A test that compares the lab with a real tool. `figures` collects what was measured."""

    figures = []

    def close(self, what, pairs, tolerance):
        """Fails unless each pair (got, expected) of arrays differs at most by `tolerance` times the root mean square of what
        was expected. Keeps the largest difference."""
        worst = 0.0
        count = 0
        for got, expected in pairs:
            self.assertEqual(np.shape(got), np.shape(expected), what)
            scale = np.sqrt(np.mean(np.square(expected, dtype=np.float64)))
            worst = max(worst, float(np.max(np.abs(np.asarray(got, np.float64) - expected)) / scale))
            count += 1
        self.assertGreater(count, 0, what)
        Comparison.figures.append(f'{what}: {worst:.1e} of at most {tolerance:.0e} ({count} compared)')
        self.assertLess(worst, tolerance, what)

    def same_length(self, what, pairs, tolerance):
        """As `close`, for the length of the difference over the length of what was expected."""
        worst = 0.0
        count = 0
        for got, expected in pairs:
            self.assertEqual(np.shape(got), np.shape(expected), what)
            worst = max(worst, float(np.linalg.norm(np.asarray(got, np.float64) - expected) / np.linalg.norm(expected)))
            count += 1
        self.assertGreater(count, 0, what)
        Comparison.figures.append(f'{what}: {worst:.1e} of at most {tolerance:.0e} ({count} compared)')
        self.assertLess(worst, tolerance, what)
