"""``python -m pipeline`` is ``nianbao``."""

from pipeline.cli import main

main()
