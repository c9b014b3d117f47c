"""`python -m letstalk` is the `letstalk` command."""

import sys

from letstalk.ops.main import main

if __name__ == "__main__":
    sys.exit(main())
