"""Where the frozen program starts."""

import sys

from medadv_gui.__main__ import main

sys.exit(main())
