"""Where the frozen program begins; the same as the console script `exo-bridge`."""

import sys

from desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
