"""``python -m tropnet`` is the command ``tropnet``."""

import sys

from tropnet.cli import main

if __name__ == "__main__":
    sys.exit(main())
