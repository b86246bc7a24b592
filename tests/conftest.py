"""Let every test import the package ``oracles`` that stands beside it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
