"""The demo with a story to play on its pages: `python -m tests.scenario`, which `install/demo` starts."""

import sys

from install.demo_command import main
from tests.scenario.playing import start

if __name__ == "__main__":
    sys.exit(main(story=start))
