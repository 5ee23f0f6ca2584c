"""Runs the tests of this folder, prints what was measured, and writes the counts: `main.py RESULT.json [PATTERN]`.

Started by run.ts, which makes the environment and prints the closing line. A skipped test counts as failed: there is nothing
here that may be missing.
"""
import json
import pathlib
import sys
import time
import unittest

from comparison import Comparison


class Told(unittest.TextTestResult):
    """Prints each test with its time and its measurements as soon as it is done, and counts."""

    passed = 0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        self.known = len(Comparison.figures)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def stopTest(self, test):
        print(f'  {test.shortDescription() or test}: {time.monotonic() - self.began:.1f} s', flush=True)
        for figure in Comparison.figures[self.known:]:
            print(f'      {figure}', flush=True)
        super().stopTest(test)


def main():
    """Runs the tests whose files match the pattern."""
    pattern = sys.argv[2] if len(sys.argv) > 2 else 'test_*.py'
    tests = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent), pattern=pattern)
    result = unittest.TextTestRunner(stream=sys.stdout, resultclass=Told).run(tests)
    bad = len(result.failures) + len(result.errors) + len(result.skipped) + len(result.unexpectedSuccesses)
    pathlib.Path(sys.argv[1]).write_text(json.dumps({'passed': result.passed, 'failed': bad}), 'utf8')


main()
