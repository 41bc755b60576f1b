"""Reports made for the examples: what one says, and how each maker of pages sets it.

``source`` reads what was typed, ``html``, ``text``, ``docx`` and ``pdf`` set it. Nothing here imports ``pipeline``:
what an example says must not depend on what is to be measured with it.
"""
