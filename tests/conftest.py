"""Let every test import the package ``oracles`` that stands beside it, and take the time that it needs."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# How long an example takes says nothing about whether the answer is right.
settings.register_profile("untimed", deadline=None, max_examples=50)
settings.load_profile("untimed")
